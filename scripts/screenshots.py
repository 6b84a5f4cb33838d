"""Take the README's screenshots: the first screen of each demo role.

    ./m2m run                                   # in another terminal
    VENV/bin/python scripts/screenshots.py [--url URL] [--to FOLDER] [ROLE ...]

Needs the demo database and Debian's chromium. Each role logs in with its own
session; its first screen is what Odoo opens by itself.
"""

import argparse
import base64
import itertools
import json
import re
import subprocess
import tempfile
import time
from pathlib import Path

import requests
import websocket

# role: (login, page, what has to be on it, width, height)
ROLES = {
    "officer": ("officer", "/odoo/engagements", ".o_kanban_record", 1360, 800),
    "overview": ("manager", "/odoo/overview", ".o_mtm_overview", 1360, 800),
    "manager": ("manager", "/odoo/programmes", ".o_kanban_record", 1360, 800),
    "map": ("manager", "/odoo/map", ".leaflet-container", 1360, 800),
    "administrator": (
        "administrator",
        "/odoo/stakeholders",
        ".o_kanban_record",
        1360,
        800,
    ),
    "officer-rwanda": ("officer.rwanda", "/odoo", ".o_mtm_overview", 1360, 800),
    "progress": ("manager", "/odoo/progress", ".o_asm_line", 1360, 800),
    "framework": ("manager", "/odoo/results", ".o_asm_framework_card", 1360, 800),
    "portfolio": ("manager", "/odoo/portfolio", ".o_asm_looking", 1360, 800),
    "report": ("officer", "/odoo/submissions/8", ".o_asm_report_grid", 1360, 800),
    "monitoring": ("mande", "/odoo/submissions", ".o_kanban_record", 1360, 800),
    "finance": ("finance", "/odoo/donor-reports", ".o_data_row", 1360, 800),
    "donor-report": ("finance", "/odoo/donor-reports/5", ".drawn_book", 1360, 900),
    "donor-format": ("finance", "/odoo/donor-formats/4", ".drawn_book", 1360, 900),
    "portal": ("ita.officer", "/my", "main", 390, 800),
    "portal-report": ("ita.officer", "/my/reports", "main", 390, 800),
    "portal-form": ("ita.officer", "/my/reports/8", ".o_asm_report_grid", 390, 800),
    "portal-funder": ("ita.funder", "/my/awards", "main", 390, 800),
}
TIMEOUT = 60


class Browser:
    """A headless Chromium, spoken to by its debugging protocol."""

    def __init__(self):
        self._numbers = itertools.count(1)
        self._folder = tempfile.TemporaryDirectory()
        self._process = subprocess.Popen(
            [
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-background-networking",
                "--remote-debugging-port=0",
                f"--user-data-dir={self._folder.name}",
                "about:blank",
            ],
            stderr=subprocess.PIPE,
            text=True,
        )
        self._socket = websocket.create_connection(
            self._page_address(), suppress_origin=True, timeout=TIMEOUT
        )

    def _page_address(self):
        for line in self._process.stderr:
            if found := re.search(r"ws://([\d.:]+)/", line):
                # nosemgrep: call-to-another-server - a browser of our own on 127.0.0.1
                pages = requests.get(f"http://{found[1]}/json", timeout=TIMEOUT).json()
                return next(
                    page["webSocketDebuggerUrl"]
                    for page in pages
                    if page["type"] == "page"
                )
        raise SystemExit("chromium did not start")

    def call(self, method, **parameters):
        number = next(self._numbers)
        self._socket.send(
            json.dumps({"id": number, "method": method, "params": parameters})
        )
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == number:
                return answer.get("result", {})

    def wait_for(self, selector):
        expression = f"!!document.querySelector({json.dumps(selector)})"
        end = time.monotonic() + TIMEOUT
        while time.monotonic() < end:
            answer = self.call("Runtime.evaluate", expression=expression)
            if answer.get("result", {}).get("value"):
                time.sleep(1.5)  # pictures and fonts
                return
            time.sleep(0.3)
        raise SystemExit(f"{selector} did not appear")

    def close(self):
        self._socket.close()
        self._process.terminate()
        self._process.wait()
        self._folder.cleanup()


def log_in(url, login):
    """Return the session id of a demo user, whose password is its login."""
    # nosemgrep: call-to-another-server - the server whose pictures are taken
    session = requests.Session()
    page = session.get(f"{url}/web/login", timeout=TIMEOUT).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    session.post(
        f"{url}/web/login",
        data={"login": login, "password": login, "csrf_token": token},
        timeout=TIMEOUT,
    )
    return session.cookies["session_id"]


def take(browser, url, role, folder):
    login, page, selector, width, height = ROLES[role]
    browser.call(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=height,
        deviceScaleFactor=1,
        mobile=width < 500,
    )
    browser.call(
        "Network.setCookie", name="session_id", value=log_in(url, login), url=url
    )
    browser.call("Page.navigate", url=url + page)
    browser.wait_for(selector)
    picture = browser.call("Page.captureScreenshot", format="png")["data"]
    target = folder / f"{role}.png"
    target.write_bytes(base64.b64decode(picture))
    print(target)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:8069")
    parser.add_argument("--to", type=Path, default=Path("docs/screenshots"))
    parser.add_argument("roles", nargs="*", metavar="ROLE")
    arguments = parser.parse_args()
    arguments.to.mkdir(parents=True, exist_ok=True)
    browser = Browser()
    try:
        for role in arguments.roles or ROLES:
            take(browser, arguments.url, role, arguments.to)
    finally:
        browser.close()


if __name__ == "__main__":
    main()
