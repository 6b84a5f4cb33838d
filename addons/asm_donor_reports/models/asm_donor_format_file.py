import json

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import file_open

from ..tools import layout_reading
from ..tools.layout import LayoutError
from ._layout_words import describe_faults

MAX_BYTES = 2_000_000
MAX_NESTED = 12


class AsmDonorFormat(models.Model):
    """A format as one file: taken out of one database, brought into another."""

    _inherit = "asm.donor.format"

    def _as_file(self):
        """Return the bytes of this format's file."""
        self.ensure_one()
        text = json.dumps(self._as_layout(), ensure_ascii=False, indent=1)
        return f"{text}\n".encode()

    def action_export(self):
        """Hand out this format as a file."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/asm/donor-formats/{self.id}",
            "target": "self",
        }

    @api.model
    def _from_file(self, raw):
        """Return the format that a file holds, as a new version where there is one.

        :param raw: bytes
        :raises UserError: when the file is no layout
        :raises ValidationError: naming sheet and cell of all that is wrong
        """
        data = self._parse_file(raw)
        try:
            layout_reading.read(data)
        except LayoutError as error:
            raise ValidationError(
                self.env._(
                    "The file has a layout that cannot be drawn:\n%(faults)s",
                    faults=describe_faults(self.env, error.faults),
                )
            ) from error
        self._check_file_lang(data)
        newest = self._newest(data["code"])
        return self.create(
            self._from_layout(data)
            | {
                "version": newest.version + 1 if newest else data.get("version") or 1,
                "previous_id": newest.id,
            }
        )

    def _parse_file(self, raw):
        if len(raw) > MAX_BYTES:
            raise UserError(
                self.env._("The file is larger than 2 MB; a layout is not.")
            )
        try:
            data = json.loads(raw.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            raise UserError(
                self.env._(
                    "The file is no layout. Take one out of a format to see how it is "
                    "written."
                )
            )
        return data

    def _check_file_lang(self, data):
        lang = data.get("lang") or "en_US"
        if lang not in dict(self.env["res.lang"].get_installed()):
            raise UserError(
                self.env._(
                    "The layout is in the language %(lang)s, which is not switched on. "
                    "Add it in Odoo's settings first.",
                    lang=lang,
                )
            )

    @api.model
    def _newest(self, code):
        """Return the newest version of a format, archived ones included."""
        every = self.with_context(active_test=False)
        return every.search([("code", "=", code)], order="version desc", limit=1)

    @api.model
    def _load_shipped(self, *codes):
        """Bring in formats that come with the addon, those that are not here yet."""
        for code in codes:
            if not self._newest(code):
                with file_open(
                    f"asm_donor_reports/data/formats/{code}.json", "rb"
                ) as file:
                    self._from_file(file.read())
