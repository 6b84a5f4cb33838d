"""Guessing a password or a code inside a session, where Odoo counts nothing."""

import time
from unittest.mock import patch

from odoo.http import Request
from odoo.tests import new_test_user, tagged

from odoo.addons.auth_totp.models.totp import TIMESTEP, hotp

from . import tried
from .door import FREE, OFFICE, TOO_MANY, DoorCommon

NEW = "a long new password"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
KIND = "Guessing a password or a code inside a session"
COUNTED = "a count by login and address"


@tagged("post_install", "-at_install")
class TestAttackSession(DoorCommon):
    def _post_inside(self, user, url, **data):
        self.authenticate(user.login, user.login)
        data["csrf_token"] = Request.csrf_token(self)
        return self._ask_door(url, data=data, allow_redirects=False)

    def _change(self, user, old):
        """Ask for a new password on the portal's page; return the page."""
        return self._post_inside(user, "/my/security", old=old, new1=NEW, new2=NEW).text

    def test_an_old_password_is_not_guessed(self):
        user = self.tin_user
        for _number in range(FREE):
            self.assertIn("incorrect", self._change(user, "a guess"))
        # the right one is not looked at either, so that it is not found
        self.assertIn(TOO_MANY, self._change(user, user.login))
        self._wait(seconds=61)
        self.assertNotIn(TOO_MANY, self._change(user, user.login))
        tried.attack(KIND, COUNTED, FREE + 1)

    def test_closing_an_account_tells_no_password(self):
        user = self.tin_user
        for password in ("a guess",) * FREE + (user.login,):
            self._post_inside(
                user,
                "/my/deactivate_account",
                validation=user.login,
                password=password,
            )
        self.assertTrue(user.active)
        tried.attack(KIND, COUNTED, FREE + 1)

    def test_calls_of_programs_are_counted(self):
        """A refusal takes back here, in one transaction, what it counted."""
        user = self.tin_user
        Attempt = type(self.Attempt)
        counted = Attempt._count
        self.authenticate(user.login, user.login)
        with patch.object(Attempt, "_count", autospec=True) as count:
            count.side_effect = counted
            self._change_by_call("a guess")
        [call] = count.mock_calls
        self.assertEqual(call.args[1][0], "check")
        for _number in range(FREE):
            self._change(user, "a guess")
        self.authenticate(user.login, user.login)
        self.assertIn(TOO_MANY, self._change_by_call(user.login))
        tried.attack(KIND, COUNTED, FREE + 1)

    def _change_by_call(self, old):
        return self._called("res.users", "change_password", [old, NEW])

    def _called(self, model, method, args, **kwargs):
        """Return the answer to a call of the web client, as text."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        url = f"/web/dataset/call_kw/{model}/{method}"
        return self._ask_door(url, json={"params": params}).text

    def test_a_screen_that_asks_again_says_to_wait(self):
        user = new_test_user(self.env, "asked_again", "base.group_user")
        self.authenticate(user.login, user.login)
        check = self.env["res.users.identitycheck"].with_user(user).sudo().create({})
        self.assertIn("Incorrect", self._confirm(check, "a guess"))
        self.Attempt.create(
            {
                "kind": "check",
                "login_hash": self.Attempt._hash("check", user.login),
                "address": OFFICE,
                "failures": FREE,
                "last_failure": self.env.cr.now(),
            }
        )
        self.assertIn(TOO_MANY, self._confirm(check, user.login))
        tried.attack(KIND, COUNTED, 2)

    def _confirm(self, check, password):
        context = {"password": password}
        return self._called(check._name, "run_check", check.ids, context=context)

    def test_the_count_inside_is_not_that_of_the_door(self):
        """Who guesses at the door keeps nobody from confirming who they are."""
        user = self.tin_user
        self._guess_from_everywhere(user.login)
        self._from("198.51.100.200")
        self.assertIn(TOO_MANY, self._log_in(user.login, user.login))
        self.assertNotIn(TOO_MANY, self._change(user, user.login))

    def _second_factor(self, user, code):
        """Log in with the right password, then give a code."""
        self.assertEqual(self._log_in(user.login, user.login), "in")
        page = self._ask_door("/web/login/totp")
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self._ask_door(
            "/web/login/totp",
            data={"csrf_token": token, "totp_token": code},
            allow_redirects=False,
        )

    def _right_code(self):
        return hotp(b"12345678901234567890", int(time.time() / TIMESTEP))

    def test_the_right_password_gives_no_more_guesses_of_a_code(self):
        """Odoo's own count of codes is the second one here."""
        user = new_test_user(self.env, "has_two_factors", "base.group_user")
        user.totp_secret = SECRET
        self.env.flush_all()
        with patch.object(type(user), "_totp_rate_limit", lambda *args: None):
            for _number in range(FREE):
                page = self._second_factor(user, "000000")
                self.assertIn("double-check", page.text)
            # the right one is not looked at either, so that it is not found
            page = self._second_factor(user, self._right_code())
            self.assertIn(TOO_MANY, page.text)
            self._wait(seconds=61)
            page = self._second_factor(user, self._right_code())
            self.assertEqual(page.status_code, 303)
        tried.attack(KIND, COUNTED, FREE + 1)
