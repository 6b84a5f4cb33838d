"""Pages in PDF from HTML, by WeasyPrint, without a look at the network."""

import logging
import re
from mimetypes import guess_type
from urllib.parse import unquote, urlsplit

# what a URL without a host is relative to; ".invalid" resolves nowhere (RFC 2606)
BASE = "http://local.invalid/"
_STATIC = re.compile(r"[a-z][a-z0-9_]*/static/.+")
_FIT = re.compile(r'<html[^>]*\bdata-fit="([0-9. ]+)"')
_ATTACHMENT = re.compile(r"web/(?:image|content)/([0-9]+)")


class Missing(Exception):
    """A library of the system that WeasyPrint needs is not installed."""


def local_path(url):
    """Say what a URL of ours names: a static file, an attachment, or nothing.

    >>> local_path(BASE + "web/static/fonts/lato/Lato-Reg-webfont.woff?v=1")
    ('static', 'web/static/fonts/lato/Lato-Reg-webfont.woff')
    >>> local_path(BASE + "web/image/7")
    ('attachment', 7)
    >>> local_path(BASE + "web/static/%2e%2e/models/ir_http.py")
    >>> local_path("file:///etc/passwd")
    >>> local_path("http://example.com/web/static/img/logo.png")
    """
    if not url.startswith(BASE):
        return None
    path = unquote(urlsplit(url).path).lstrip("/")
    if ".." in path or "\\" in path:
        return None
    if _STATIC.fullmatch(path):
        return "static", path
    found = _ATTACHMENT.fullmatch(path)
    return ("attachment", int(found[1])) if found else None


def sizes_to_try(html):
    """Return the sizes of type, in points, that a page asks to be tried.

    >>> sizes_to_try('<html lang="en" data-fit="9 8.5">'), sizes_to_try("<html>")
    ([9.0, 8.5], [])
    """
    found = _FIT.search(html)
    return [float(size) for size in found[1].split()] if found else []


def render(html, read):
    """Return the bytes of a PDF.

    A page that asks to fit (``<html data-fit="9 8 7">``, in points) is set in the
    largest of these sizes in which it is one page, or in the first on several.

    :param str html: the page; styles and images by data: or by URLs without a host
    :param read: called as ``read("static", path)`` or ``read("attachment", id)`` for
        what the page refers to; returns bytes
    :raises Missing: when a library of the system is not there
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except OSError as error:
        raise Missing(str(error)) from error
    for name in ("fontTools", "weasyprint.progress"):
        logging.getLogger(name).setLevel(logging.WARNING)

    class LocalFetcher(URLFetcher):
        """Fetches what the page carries itself and what is ours, nothing else."""

        def fetch(self, url, headers=None):
            named = local_path(url)
            if not named:
                # refuses what is not data:
                return super().fetch(url, headers)
            kind = guess_type(urlsplit(url).path)[0]
            headers = {"Content-Type": kind} if kind else {}
            return URLFetcherResponse(url, read(*named), headers)

    fetcher = LocalFetcher(allowed_protocols=("data",))
    page = HTML(string=html, base_url=BASE, url_fetcher=fetcher)
    first = None
    sizes = sizes_to_try(html)
    for size in sizes:
        document = page.render(
            stylesheets=[
                CSS(string=f"html {{ font-size: {size}pt }}", url_fetcher=fetcher)
            ]
        )
        first = first or document
        if len(document.pages) == 1:
            return document.write_pdf()
        # smaller type saves height and width
        if len(document.pages) * (sizes[-1] / size) ** 2 > 1.5:
            break
    return (first or page.render()).write_pdf()
