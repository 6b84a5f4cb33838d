"""Who guesses at a login locks out nobody who proves otherwise that it is theirs."""

from odoo.tests import tagged

from . import tried
from .door import FREE, TOO_MANY, WRONG, DoorCommon

KIND = "Locking somebody out by guessing at their login"
ELSEWHERE = "198.51.100.200"
NEW = "a long new password"


@tagged("post_install", "-at_install")
class TestAttackLockout(DoorCommon):
    def _known(self, user):
        """Log in once; return what the browser keeps of it."""
        self.assertEqual(self._log_in(user.login, user.login), "in")
        return {
            name: value
            for name, value in self.given.items()
            if name.startswith("known_")
        }

    def test_a_browser_that_logged_in_before_gets_in_anywhere(self):
        user = self.tin_user
        browser = self._known(user)
        self._guess_from_everywhere(user.login)
        self._from(ELSEWHERE)
        self.assertIn(TOO_MANY, self._log_in(user.login, user.login))
        self.assertEqual(self._log_in(user.login, user.login, browser), "in")
        tried.attack(KIND, "a browser that is known", FREE * 5)

    def test_a_browser_that_is_known_guesses_no_faster(self):
        user = self.tin_user
        browser = self._known(user)
        for number in range(FREE):
            self._from(f"198.51.100.{number}")
            self.assertIn(WRONG, self._log_in(user.login, cookies=browser))
        self._from(ELSEWHERE)
        page = self._log_in(user.login, user.login, browser)
        self.assertIn(TOO_MANY, page)
        # nobody else waits for it
        self.assertEqual(self._log_in(user.login, user.login), "in")
        tried.attack(
            "Guessing a password with the cookie of a known browser",
            "a count of its own",
        )

    def test_what_is_not_ours_makes_no_browser_known(self):
        user = self.tin_user
        [(name, value)] = self._known(user).items()
        [(other_name, other)] = self._known(self.miners_user).items()
        self.assertNotEqual(name, other_name)
        until, nonce, signature = value.split(".")
        self._guess_from_everywhere(user.login)
        self._from(ELSEWHERE)
        for forged in (
            other,
            "",
            "...",
            "x.y.z",
            f"{until}.{nonce}.{signature[:-1]}",
            f"{int(until) + 1}.{nonce}.{signature}",
            f"{until}.0{nonce}.{signature}",
            f"1.{nonce}.{signature}",
        ):
            page = self._log_in(user.login, user.login, {name: forged})
            self.assertIn(TOO_MANY, page, forged)
        tried.attack("Forged cookies of a known browser", "their signature", 8)

    def test_it_ends(self):
        user = self.tin_user
        [value] = self._known(user).values()
        Attempt = self.Attempt
        hashed = Attempt._hash("browser", user.login)
        self.assertTrue(Attempt._browser_of(hashed, value))
        until, nonce, _signature = value.split(".")
        old = Attempt._signed(hashed, int(until) - 91 * 24 * 3600, nonce)
        self.assertFalse(Attempt._browser_of(hashed, old))

    def test_it_is_no_key(self):
        """The cookie alone opens nothing, and says nothing of whose it is."""
        browser = self._known(self.tin_user)
        self.authenticate(None, None)
        response = self._ask_door("/my", cookies=browser, allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])
        self.assertNotIn(self.tin_user.login, str(browser))

    def test_a_new_password_by_mail_opens(self):
        user = self.tin_user
        self._guess_from_everywhere(user.login)
        self._from(ELSEWHERE)
        self.assertIn(TOO_MANY, self._log_in(user.login, user.login))
        user.partner_id.signup_prepare(signup_type="reset")
        token = user.partner_id._generate_signup_token()
        page = self._post_form(
            "/web/reset_password",
            token=token,
            login=user.login,
            password=NEW,
            confirm_password=NEW,
        )
        self.assertIn("reset successfully", page.text)
        self.assertEqual(self._log_in(user.login, NEW), "in")
        self._from("198.51.100.201")
        self.assertIn(TOO_MANY, self._log_in(user.login, NEW))
        tried.attack(KIND, "a new password by mail", FREE * 5)

    def test_a_code_of_a_letter_opens(self):
        user = self.tin_user
        self._guess_from_everywhere(user.login)
        self._from(ELSEWHERE)
        access = user.partner_access_ids
        _record, code = self.env["mtm.login.code"].sudo()._issue(access, 7)
        page = self._post_form(
            "/my/code", login=user.login, code=code, password=NEW, again=NEW
        )
        self.assertEqual(page.status_code, 303, page.text)
        tried.attack(KIND, "a code of a letter", FREE * 5)

    def test_whose_login_it_is_is_told_once_a_day(self):
        user = self.tin_user
        Mail = self.env["mail.mail"]
        mails = [("subject", "like", "tries to log in as you")]
        for _number in range(FREE):
            self._log_in(user.login)
        self.Attempt._cron_tell()
        self.assertFalse(Mail.search(mails), "a few are one's own")
        self._wait(hours=2)
        self._guess_from_everywhere(user.login)
        self.Attempt._cron_tell()
        self.Attempt._cron_tell()
        mail = Mail.search(mails)
        self.assertEqual(len(mail), 1)
        self.assertIn("tin@example.com", mail.email_to)
        self.assertIn("/web/reset_password", mail.body_html)
        self.Attempt.search([]).told_on = "2020-01-01"
        self.Attempt._cron_tell()
        self.assertEqual(len(Mail.search(mails)), 2)
