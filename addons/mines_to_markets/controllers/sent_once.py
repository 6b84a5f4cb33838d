import functools
import hashlib
import json
import re

from odoo.http import request

# as the page makes it
KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)


def sent_once(endpoint):
    """Carry a form out once, however often it arrives with the same key and content.

    What was refused may be sent again. A form without a key is carried out each time.
    """

    @functools.wraps(endpoint)
    def carry_out(self, *args, **kwargs):
        form_key = kwargs.pop("form_key", None)
        if not isinstance(form_key, str) or not KEY.fullmatch(form_key):
            return endpoint(self, *args, **kwargs)
        sending = request.env["mtm.portal.sending"]._claim(_fingerprint())
        if sending.location:
            return request.redirect(sending.location)
        response = endpoint(self, *args, **kwargs)
        if response.status_code in (302, 303):
            sending.location = response.headers["Location"]
        else:
            sending.unlink()
        return response

    return carry_out


def _fingerprint():
    """Return the SHA-256 of where a form was sent, and what it holds."""
    http = request.httprequest
    fields = [
        (name, value)
        for name, value in http.form.items(multi=True)
        if name != "csrf_token"
    ]
    files = []
    for name, file in http.files.items(multi=True):
        content = hashlib.file_digest(file.stream, "sha256").hexdigest()
        file.stream.seek(0)
        files.append((name, file.filename, content))
    text = json.dumps([http.path, sorted(fields), sorted(files)])
    return hashlib.sha256(text.encode()).hexdigest()
