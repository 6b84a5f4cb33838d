"""A browser whose connection can be cut, for tests of what goes on without one."""

import json
import socket
import threading
import time
from contextlib import contextmanager, suppress

from odoo.tests.common import ChromeBrowser

HOST = "127.0.0.1"
TIMEOUT = 30


class Line:
    """What the browser is connected to Odoo by; the browser knows no other way.

    Cutting it closes what is open and refuses what is new, to pages and to service
    workers alike, while the browser still believes that it is online: as where a
    telephone shows a network that gives nothing.
    """

    def __init__(self, port):
        self._target = (HOST, port)
        self._ends = set()
        self.is_cut = False
        self.last_used = time.monotonic()
        self._server = socket.create_server((HOST, 0))
        self.url = f"http://{HOST}:{self._server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with suppress(OSError):
            while True:
                near, _address = self._server.accept()
                if self.is_cut:
                    near.close()
                    continue
                far = socket.create_connection(self._target)
                self._ends |= {near, far}
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=self._pump, args=ends, daemon=True).start()

    def _pump(self, source, target):
        with suppress(OSError):
            while data := source.recv(65536):
                self.last_used = time.monotonic()
                target.sendall(data)
        for end in (source, target):
            self._hang_up(end)

    def _hang_up(self, end):
        self._ends.discard(end)
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()

    def cut(self):
        self.is_cut = True
        for end in list(self._ends):
            self._hang_up(end)

    def wait_until_quiet(self, seconds=4):
        """Wait until nothing has come or gone for some time."""
        self.last_used = time.monotonic()
        end = self.last_used + TIMEOUT
        while time.monotonic() < min(end, self.last_used + seconds):
            time.sleep(0.2)

    def mend(self):
        self.is_cut = False

    def close(self):
        self.cut()
        self._server.close()


class Telephone:
    """A page in a browser, driven from Python step by step."""

    def __init__(self, browser, line):
        self.browser = browser
        self.line = line

    def open(self, path):
        self.browser.navigate_to(self.line.url + path)

    def close_tab(self):
        self.browser.navigate_to("about:blank", wait_stop=True)

    def run(self, code):
        """Return what an expression of JavaScript gives, awaited."""
        answer = self.browser._websocket_request(
            "Runtime.evaluate",
            params={"expression": code, "awaitPromise": True, "returnByValue": True},
        )
        return answer["result"].get("value")

    def wait(self, condition, what=""):
        """Wait until an expression is true.

        :raises AssertionError: with what the page shows
        """
        end = time.monotonic() + TIMEOUT
        while time.monotonic() < end:
            with suppress(KeyError):
                if self.run(f"(async () => Boolean({condition}))()"):
                    return
            time.sleep(0.1)
        self.browser.take_screenshot("sc_telephone_").result(10)
        shown = self.run("location.href + '\\n' + document.body?.innerText")
        raise AssertionError(f"{what or condition} never came on this page:\n{shown}")

    def wait_for(self, selector, text=""):
        self.wait(
            f"[...document.querySelectorAll({json.dumps(selector)})].some("
            f"(el) => (el.value ?? el.innerText).includes({json.dumps(text)}))",
            f"{selector} {text}",
        )

    def type(self, name, text):
        """Type into an input of a report."""
        self.run(
            f"""{{
            const el = document.querySelector('[data-name="{name}"]');
            el.focus();
            el.value = {json.dumps(text)};
            el.dispatchEvent(new InputEvent("input", {{ bubbles: true }}));
            }}"""
        )

    def value(self, name):
        return self.run(f"""document.querySelector('[data-name="{name}"]')?.value""")

    def choose(self, selector, name, text):
        """Choose a file."""
        self.wait_for(".o_asm_evidence_open, .o_asm_files")
        self.run("document.querySelector('.o_asm_evidence_open')?.click()")
        self.wait_for(selector)
        self.run(
            f"""{{
            const el = document.querySelector({json.dumps(selector)});
            const chosen = new DataTransfer();
            chosen.items.add(new File([{json.dumps(text)}], {json.dumps(name)}));
            el.files = chosen.files;
            el.dispatchEvent(new Event("change", {{ bubbles: true }}));
            }}"""
        )

    def watch_worker(self):
        """Learn by what the browser knows our service worker."""
        self.workers = []
        self.browser._handlers["ServiceWorker.workerRegistrationUpdated"] = (
            lambda registrations: self.workers.extend(registrations)
        )
        self.browser._websocket_request("ServiceWorker.enable")

    def sync(self, tag):
        """Have the browser find that the connection is back."""
        [worker] = {each["registrationId"] for each in self.workers}
        self.browser._websocket_request(
            "ServiceWorker.dispatchSyncEvent",
            params={
                "origin": self.line.url,
                "registrationId": worker,
                "tag": tag,
                "lastChance": False,
            },
        )

    def click(self, selector):
        self.wait_for(selector)
        self.run(f"document.querySelector({json.dumps(selector)}).click()")


class TelephoneCase:
    """Mixed into an HttpCase."""

    browser_size = "390x800"
    touch_enabled = True
    telephone_class = Telephone

    @contextmanager
    def _telephone(self, login):
        line = Line(self.http_port())
        browser = ChromeBrowser(self)
        try:
            with self.allow_requests(browser=browser):
                self.authenticate(login, login, browser=browser)
                self.cr.flush()
                self.cr.clear()
                yield self.telephone_class(browser, line)
                line.mend()
                browser.navigate_to("about:blank", wait_stop=True)
                self._wait_remaining_requests()
        finally:
            browser.stop()
            line.close()
