"""The unit tests of our JavaScript, run in a browser."""

from odoo.tests import HttpCase, no_retry, tagged


def suite_id(name):
    """Return the id that the test runner gives a suite.

    >>> suite_id("@web/core")
    'e39ce9ba'
    """
    number = 0
    for character in name:
        number = ((number << 5) - number + ord(character)) & 0xFFFFFFFF
    return f"{number:08x}"


@tagged("post_install", "-at_install")
class TestJs(HttpCase):
    @no_retry
    def test_fields(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            f"&id={suite_id('@mines_to_markets')}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
