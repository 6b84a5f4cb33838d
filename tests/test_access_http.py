"""Files, pictures, reports and exports over HTTP are for who may read the record."""

import json
from base64 import b64decode, b64encode
from unittest.mock import patch

from access_matrix import matrix
from access_tries import WORD
from access_ways_around import text_of
from test_access_routes import QUIET, RoutesCase

from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_binary import IrBinary
from odoo.addons.mines_to_markets.tests import tried

EXPORT_LOG = "odoo.addons.web.controllers.export"
EXPORTS = "base.group_allow_export"
OFFICERS = "mines_to_markets.group_mtm_user"
# a picture of one point, with the word behind it
PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
) + bytes(WORD, "ascii")
# of a record, of its file and of its picture
FILES = {
    "mtm.letter": (
        "/web/content/{file}",
        "/web/content/ir.attachment/{file}/raw",
        "/web/image/{picture}",
        "/web/image/ir.attachment/{picture}/raw",
    ),
    "mtm.engagement": ("/web/content/{file}", "/web/image/{picture}"),
    "asm.award": ("/web/content/{file}?download=true",),
    "asm.submission": ("/web/content/{file}",),
    "mtm.released.file": ("/web/content/mtm.released.file/{id}/file",),
    "res.partner": ("/report/html/mines_to_markets.report_stakeholder/{id}",),
    "asm.audit": ("/report/html/asm_programs.report_audit_sheet/{id}",),
    "asm.program": ("/report/html/asm_programs.report_framework/{id}",),
    "asm.donor.report": ("/report/xlsx/asm_programs.tracking_table/{id}",),
}
EXPORTED = ("mtm.letter", "mtm.engagement", "asm.submission", "res.partner")
ROLES = ("public", "stranger", "porter", "employee", "elsewhere", "outside", "manager")


class HttpDoors(RoutesCase):
    def setUp(self):
        super().setUp()
        # that they may not is for their restriction to say
        restricted = self.users["elsewhere"] | self.users["outside"]
        restricted.group_ids += self.env.ref(EXPORTS)

    def _addresses(self, model):
        record = self._named_record(model)
        hangs_on = {"res_model": model, "res_id": record.id}
        file, picture = self.env["ir.attachment"].create(
            [
                {"name": "a.txt", "raw": WORD.encode()} | hangs_on,
                {"name": "a.png", "raw": PICTURE} | hangs_on,
            ]
        )
        ids = {"id": record.id, "file": file.id, "picture": picture.id}
        return record, [address.format(**ids) for address in FILES.get(model, ())]

    def _named_record(self, model):
        ours = {
            "asm.donor.report": self.report,
            "asm.program": self.program,
            "asm.submission": self.submission,
            "mtm.engagement": self.engagement,
            "res.partner": self.partner,
        }
        record = ours.get(model) or self._create(model, self._values(model))
        if model == "mtm.letter":
            record.name = WORD
        if model == "mtm.released.file":
            record.file = b64encode(WORD.encode())
        return record

    def _wrong_doors(self, models):
        """Open every address of records of these models as everybody.

        :return: sentences on what is not as the matrix says, and how often it was so
            that nothing was given
        """
        wrong, refused = [], 0
        doors = {model: self._addresses(model) for model in models}
        self.env.flush_all()
        for role in ROLES:
            self._log_in(role)
            for model, (record, addresses) in doors.items():
                asked = [(address, None) for address in addresses]
                if model in EXPORTED:
                    asked += self._exports(record)
                for address, data in asked:
                    may = self._may_open(role, model, address)
                    given = self._given(address, data)
                    if given != may:
                        verb = "gives to" if given else "refuses"
                        wrong.append(f"{address} {verb} {role}")
                    refused += not (given or may)
        return wrong, refused

    def _may_open(self, role, model, address):
        user = self.users[role]
        if address.startswith("/web/export") and not user.has_group(EXPORTS):
            return False
        if address.startswith("/report") and not user.has_group(OFFICERS):
            return False
        return "r" in matrix()[model][role] and user._is_internal()

    def _exports(self, record):
        data = {
            "model": record._name,
            "fields": [{"name": "display_name", "label": "Name", "type": "char"}],
            "ids": record.ids,
            "domain": [],
            "import_compat": False,
        }
        return [
            (f"/web/export/{kind}", {"data": json.dumps(data)})
            for kind in ("csv", "xlsx")
        ]

    def _given(self, address, data):
        if data:
            data = data | {"csrf_token": Request.csrf_token(self)}
        with mute_logger(*QUIET, EXPORT_LOG), self._undone():
            answer = self.url_open(address, data=data, allow_redirects=False)
        return WORD in text_of(answer.content)


@tagged("post_install", "-at_install", "access_matrix")
class TestAccessHttp(HttpDoors):
    def test_doors(self):
        wrong, refused = self._wrong_doors({*FILES, *EXPORTED})
        self.assertFalse(wrong, "\n".join(wrong))
        tried.attack(
            "Matrix: files, reports and exports over HTTP",
            "access lines and rules",
            cases=refused,
        )

    def test_a_planted_leak_is_found(self):
        find = IrBinary._find_record

        def leak(binary, *args, **kwargs):
            return find(binary.sudo(), *args, **kwargs)

        with patch.object(IrBinary, "_find_record", leak):
            wrong, _refused = self._wrong_doors(["mtm.letter"])
        for role in ("stranger", "elsewhere"):
            self.assertIn(f"gives to {role}", "\n".join(wrong))
        tried.attack("Leaks planted in tests: sudo() in a download", "it is reported")
