"""Guessing passwords, codes, links and keys, and finding out who has a login."""

import re
import xmlrpc.client
from unittest.mock import patch

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from . import tried
from .door import FREE, OFFICE, TOO_MANY, WRONG, DoorCommon


@tagged("post_install", "-at_install")
class TestAttackLogin(DoorCommon):
    def test_guesses_of_a_password_are_refused_unseen(self):
        login = self.tin_user.login
        for _number in range(FREE):
            self.assertIn(WRONG, self._log_in(login))
        # the right one is not looked at either, so that it is not found
        self.assertIn(TOO_MANY, self._log_in(login, login))
        self._wait(seconds=61)
        self.assertIn(WRONG, self._log_in(login))
        self._wait(seconds=61)
        self.assertIn(TOO_MANY, self._log_in(login))
        self._wait(seconds=121)
        self.assertEqual(self._log_in(login, login), "in")
        for _number in range(FREE):
            self.assertIn(WRONG, self._log_in(login))
        tried.attack(
            "Guessing a password",
            "a pause twice as long each time, by login and address",
            FREE * 2 + 3,
        )

    def _call(self, url, **params):
        return self._ask_door(url, json={"params": params}).json().get("result")

    def _call_xml(self, url, method, *args):
        body = xmlrpc.client.dumps(args, method)
        answer = self._ask_door(url, data=body, headers={"Content-Type": "text/xml"})
        try:
            ((result,), _method) = xmlrpc.client.loads(answer.text)
        except xmlrpc.client.Fault:
            return None
        return result

    def _doors(self):
        """Yield the other ways to give a password, as what says whether it is right."""
        db = self.env.cr.dbname
        yield (
            "/web/session/authenticate",
            lambda user, password: self._call(
                "/web/session/authenticate", db=db, login=user.login, password=password
            ),
        )
        for method, more in (("login", ()), ("authenticate", ({},))):
            yield (
                f"/jsonrpc {method}",
                lambda user, password, method=method, more=more: self._call(
                    "/jsonrpc",
                    service="common",
                    method=method,
                    args=[db, user.login, password, *more],
                ),
            )
            for url in ("/xmlrpc/common", "/xmlrpc/2/common"):
                yield (
                    f"{url} {method}",
                    lambda user, password, method=method, more=more, url=url: (
                        self._call_xml(url, method, db, user.login, password, *more)
                    ),
                )
        read = ("res.users", "read")
        yield (
            "/jsonrpc execute_kw",
            lambda user, password: self._call(
                "/jsonrpc",
                service="object",
                method="execute_kw",
                args=[db, user.id, password, *read, [[user.id], ["name"]]],
            ),
        )
        for url in ("/xmlrpc/object", "/xmlrpc/2/object"):
            yield (
                f"{url} execute_kw",
                lambda user, password, url=url: self._call_xml(
                    url,
                    "execute_kw",
                    db,
                    user.id,
                    password,
                    *read,
                    [[user.id], ["name"]],
                ),
            )

    def test_guesses_by_other_doors_are_refused_unseen(self):
        doors = list(self._doors())
        Attempt = type(self.Attempt)
        counted = Attempt._count
        for number, (name, is_right) in enumerate(doors):
            user = new_test_user(self.env, f"other_door_{number}", "base.group_portal")
            self._from(f"198.51.100.{number}")
            with self.subTest(door=name):
                self.assertTrue(is_right(user, user.login))
                self.authenticate(None, None)
                with patch.object(Attempt, "_count", autospec=True) as count:
                    count.side_effect = counted
                    for _number in range(FREE):
                        self.assertFalse(is_right(user, "a guess"))
                addresses = [call.args[1][2] for call in count.mock_calls]
                self.assertEqual(addresses, [self.address] * FREE)
                # a refusal takes back here, in one transaction, what it counted
                for _number in range(FREE):
                    self._log_in(user.login)
                # the right one is not looked at either, so that it is not found
                self.assertFalse(is_right(user, user.login))
                self._wait(seconds=61)
                self.assertTrue(is_right(user, user.login))
        tried.attack(
            "Guessing a password by calls of programs",
            "the count of the page to log in",
            len(doors) * (FREE + 1),
        )

    def test_colleagues_behind_one_address_log_in(self):
        for _number in range(FREE + 1):
            self._log_in(self.tin_user.login)
        self.assertEqual(
            self._log_in(self.miners_user.login, self.miners_user.login), "in"
        )

    def test_a_login_is_guarded_from_everywhere(self):
        login = self.tin_user.login
        self.assertEqual(self._log_in(login, login), "in")
        self._guess_from_everywhere(login)
        self._from("198.51.100.200")
        self.assertIn(TOO_MANY, self._log_in(login, login))
        # who has logged in from there before is not kept out by it
        self._from(OFFICE)
        self.assertEqual(self._log_in(login, login), "in")
        tried.attack(
            "Guessing a password from many addresses",
            "a limit by login, but from where its user logs in",
            FREE * 5 + 1,
        )

    def test_an_address_does_not_try_all_logins(self):
        self.assertEqual(
            self._log_in(self.miners_user.login, self.miners_user.login), "in"
        )
        now = fields.Datetime.now()
        self.Attempt.create(
            [
                {
                    "kind": "login",
                    "login_hash": str(number),
                    "address": OFFICE,
                    "failures": 1,
                    "last_failure": now,
                }
                for number in range(FREE * 20)
            ]
        )
        self.assertIn(TOO_MANY, self._log_in(self.tin_user.login, "Summer2026"))
        self.assertEqual(
            self._log_in(self.miners_user.login, self.miners_user.login), "in"
        )
        self._wait(hours=2)
        self.assertIn(WRONG, self._log_in(self.tin_user.login, "Summer2026"))
        tried.attack(
            "One password for all logins",
            "a limit by address, but for who logs in from there",
        )

    def test_it_is_counted_for_all_processes(self):
        """Whatever a process remembers itself is gone; the count is not."""
        for _number in range(FREE):
            self._log_in(self.tin_user.login)
        self.env.registry.__dict__.pop("_login_failures", None)
        self.env.registry.clear_all_caches()
        self.assertIn(TOO_MANY, self._log_in(self.tin_user.login))
        self.assertFalse(hasattr(self.env.registry, "_login_failures"))

    def test_known_and_unknown_logins_get_the_same_answers(self):
        answers = []
        for login in (self.tin_user.login, "nobody.at.all"):
            texts = [self._log_in(login) for _number in range(FREE + 1)]
            answers.append([self._said(text) for text in texts])
        self.assertEqual(*answers)
        tried.attack("Finding out who has a login", "the same answers", FREE + 1)

    def _said(self, page):
        found = re.search(r'role="alert"[^>]*>(.*?)</p>', page, re.DOTALL)
        return " ".join(found[1].split())

    def test_what_is_typed_is_kept_nowhere(self):
        self._log_in("my-secret-password", "another-secret")
        self._log_in(self.tin_user.login, "another-secret")
        rows = self.Attempt.search([("failures", ">", 0)])
        self.assertEqual(len(rows), 2)
        self.assertEqual(rows.user_id, self.tin_user)
        self.env.flush_all()
        self.env.cr.execute("SELECT row_to_json(a)::text FROM mtm_login_attempt a")
        for (row,) in self.env.cr.fetchall():
            self.assertNotIn("secret", row)

    def test_only_administrators_see_who_failed(self):
        self._log_in(self.tin_user.login)
        shown = self.Attempt.with_user(self.administrator).search([])
        self.assertEqual(shown.user_id, self.tin_user)
        self.assertEqual(shown.address, OFFICE)
        for user in (self.manager, self.tin_user):
            self.assertFalse(self.Attempt.with_user(user).has_access("read"))

    def test_old_ones_are_removed(self):
        self._log_in("nobody")
        self._log_in(self.tin_user.login, self.tin_user.login)
        self._wait(days=31)
        self.Attempt._gc_attempts()
        left = self.Attempt.search([])
        self.assertEqual(left.user_id, self.tin_user)

    def test_codes_of_letters_and_passwords_are_counted_apart(self):
        """A form that is filled in wrongly does not end the pause of another."""
        login = self.tin_user.login
        for _number in range(FREE):
            self._log_in(login)
        for password in ("short", "long enough for it"):
            self._post_form(
                "/my/code", login=login, code="X", password=password, again=password
            )
        self.assertIn(TOO_MANY, self._log_in(login, login))
        for _number in range(FREE):
            page = self._guess_code(login)
        self.assertIn(TOO_MANY, page)
        tried.attack("Guessing a code of a letter", "a count by login", FREE + 1)

    def _guess_code(self, login):
        password = "long enough for it"
        return self._post_form(
            "/my/code", login=login, code="WRONG", password=password, again=password
        ).text

    def _ask(self, login):
        page = self._post_form("/web/reset_password", login=login).text
        # what a page has of its session
        page = re.sub(r'csrf_token: "\w+"|name="csrf_token" value="\w+"', "", page)
        return page.replace(login, "LOGIN")

    def test_a_new_password_is_sent_without_telling_who_is_known(self):
        self.miners_user.email = False
        Mail = self.env["mail.mail"]
        known = self._ask(self.tin_user.login)
        waiting = Mail.search([("email_to", "=", "tin@example.com")])
        self.assertEqual(waiting.state, "outgoing")
        self.assertIn("/web/reset_password", waiting.body_html)
        self.assertIn("instructions sent", known)
        for login in ("nobody@example.com", self.miners_user.login, "a.a@example.com"):
            self.assertEqual(self._ask(login), known)
        self.assertFalse(Mail.search([("email_to", "=", "nobody@example.com")]))
        tried.attack(
            "Finding out who has a login, by asking for a new password",
            "the same answer, and mail that is sent later",
            3,
        )

    def test_mailboxes_are_not_filled(self):
        for _number in range(FREE + 3):
            page = self._ask(self.tin_user.login)
        self.assertIn(TOO_MANY, page)
        mails = self.env["mail.mail"].search([("email_to", "=", "tin@example.com")])
        self.assertEqual(len(mails), FREE)
        tried.attack("Filling a mailbox with links", "a count by login", 3)

    def test_an_address_of_a_user_is_not_told_from_others(self):
        self.authenticate(None, None)
        for page in ("reset_password", "signup"):
            urls = {
                self._status(f"/web/{page}?signup_email={email}")
                for email in ("tin@example.com", "nobody@example.com")
            }
            self.assertEqual(len(urls), 1, urls)
        tried.attack("Finding out who has a login, by an address", "it is not read", 2)

    def _status(self, url):
        with mute_logger("odoo.http"):
            response = self.url_open(url, allow_redirects=False)
        return response.status_code, response.headers.get("Location")

    def test_wrong_keys_get_the_same_answer(self):
        key = self._api_key(self.tin_user)
        wrong = [key[:-1] + ("0" if key[-1] != "0" else "1"), "0" * 40, "x", key[:8]]
        answers = [
            self._json2(guess, "res.partner", "search_count", domain=[])
            for guess in wrong
        ]
        self.assertEqual({answer.status_code for answer in answers}, {401})
        self.assertEqual(len({answer.json()["message"] for answer in answers}), 1)
        archived = new_test_user(self.env, "archived_one", "base.group_portal")
        old = self._api_key(archived)
        archived.active = False
        answer = self._json2(old, "res.partner", "search_count", domain=[])
        self.assertEqual(answer.status_code, 401)
        tried.attack(
            "Guessed, shortened and outlived API keys",
            "the same refusal",
            len(wrong) + 1,
        )

    def test_links_of_others_and_altered_ones_set_no_password(self):
        self.tin_user.partner_id.signup_prepare(signup_type="reset")
        token = self.tin_user.partner_id._generate_signup_token()
        for wrong in (token[:-2], token[::-1], "", "null", token + "x", "a" * 9_000):
            page = self._post_form(
                "/web/reset_password",
                token=wrong,
                login=self.tin_user.login,
                password="a new password",
                confirm_password="a new password",
            )
            self.assertNotIn("reset successfully", page.text)
        self.assertEqual(self._log_in(self.tin_user.login, self.tin_user.login), "in")
        tried.attack("Altered links for a new password", "their signature", 6)
