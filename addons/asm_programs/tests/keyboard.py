"""A browser that is used by keys alone."""

import json

from .telephone import Telephone, TelephoneCase

KEYS = {"Tab": (9, None), "Enter": (13, "\r"), "ArrowDown": (40, None)}


class Keyboard(Telephone):
    def press(self, key, modifiers=0):
        """Press a key and let it go, as a person does."""
        code, text = KEYS[key]
        event = {"key": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        down = event | (
            {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        )
        for each in (down, event | {"type": "keyUp"}):
            self.browser._websocket_request("Input.dispatchKeyEvent", params=each)

    def follow(self, selector):
        """Go to a link or button by Tab, press Enter, and wait for the next page."""
        self.go_to(selector)
        self.run("window.isOld = true")
        self.press("Enter")
        self.wait("!window.isOld && document.readyState === 'complete'", "a next page")
        # Chrome lets a page wait for what the page before it still asked for
        self.line.wait_until_quiet(1)

    def start_at(self, path):
        self.open(path)
        self.line.wait_until_quiet(1)

    def type_text(self, text):
        self.browser._websocket_request("Input.insertText", params={"text": text})

    def is_on(self, selector):
        return self.run(
            f"Boolean(document.activeElement?.closest({json.dumps(selector)}))"
        )

    def go_to(self, selector, most=120):
        """Press Tab until the focus is there, and is seen.

        :raises AssertionError: where no number of presses leads there
        """
        self.wait_for(selector)
        for _press in range(most):
            if self.is_on(selector):
                self._assert_focus_is_seen()
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not lead to {selector}")

    def _assert_focus_is_seen(self):
        seen = self.run(
            """(() => {
                const el = document.activeElement;
                const { top, bottom, left } = el.getBoundingClientRect();
                const { outlineStyle, boxShadow } = getComputedStyle(el);
                const marked = outlineStyle !== "none" || boxShadow !== "none";
                return { marked, inside: bottom > 0 && top < innerHeight && left >= 0 };
            })()"""
        )
        if seen != {"marked": True, "inside": True}:
            html = self.run("document.activeElement.outerHTML.slice(0, 200)")
            raise AssertionError(f"the focus is not seen ({seen}): {html}")


class KeyboardCase(TelephoneCase):
    """Mixed into an HttpCase."""

    browser_size = "1200x900"
    touch_enabled = False
    telephone_class = Keyboard
