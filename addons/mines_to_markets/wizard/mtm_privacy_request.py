import base64
import io
import json
import zipfile

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import held
from ..tools.registers import clean


class MtmPrivacyRequest(models.TransientModel):
    """Somebody asks what we hold about them, or to be forgotten."""

    _name = "mtm.privacy.request"
    _description = "Request of a Person"
    # who asked is itself about a person: it goes with the day
    _transient_max_hours = 24

    partner_id = fields.Many2one(
        "res.partner",
        string="Person",
        required=True,
        domain="[('is_company', '=', False)]",
    )
    line_ids = fields.One2many(
        "mtm.privacy.request.line", "request_id", readonly=True, string="Found"
    )
    held_back = fields.Text(
        string="Cannot Be Erased Because", compute="_compute_held_back"
    )
    file = fields.Binary(readonly=True, attachment=False)
    filename = fields.Char(readonly=True)

    @api.depends("partner_id")
    def _compute_held_back(self):
        for request in self:
            holds = (
                request.partner_id.sudo()._privacy_holds() if request.partner_id else []
            )
            request.held_back = "\n".join(holds) or False

    def _check_may(self):
        """Look who asks, and for whom.

        :raises AccessError: when the user has nothing to do with requests
        :raises UserError: for organisations and our staff
        """
        if not self.env["mtm.personal.data"]._may_see_names():
            raise AccessError(
                self.env._("Requests of people are for the privilege Personal Data.")
            )
        # a person that is hidden from the user stays hidden
        self.partner_id.check_access("read")
        if reasons := self.partner_id.sudo()._privacy_no_person():
            raise UserError("\n".join(reasons))

    def _found(self):
        return self.env["mtm.personal.data"].sudo()._find(self.partner_id.sudo())

    def action_look(self):
        """List where this person is found."""
        self.ensure_one()
        self._check_may()
        self.line_ids.unlink()
        self.env["mtm.privacy.request.line"].create(
            [
                {
                    "request_id": self.id,
                    "model": model,
                    "name": self.env["ir.model"]._get(model).sudo().name,
                    "count": len(ids),
                }
                for model, ids in self._found().items()
            ]
        )
        return self._reopen()

    def action_take_out(self):
        """Make one file of all that is held about this person, for them."""
        self.ensure_one()
        self._check_may()
        found, hidden = self._readable()
        rows = sum(map(len, found.values()))
        raw = io.BytesIO()
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            # that there is more is said; who may read it hands it out
            text = json.dumps(
                found | {"not_readable": hidden},
                indent=1,
                ensure_ascii=False,
                default=str,
            )
            archive.writestr("held.json", text)
            archive.writestr("held.xlsx", self._workbook(found))
            for name, content in self._files():
                archive.writestr(name, content)
        code = self.env["mtm.personal.data"]._code("file", self.id)
        self.write(
            {"file": base64.b64encode(raw.getvalue()), "filename": f"{code}.zip"}
        )
        self._note("export", {"records": rows})
        return self._reopen()

    def _readable(self):
        """Return ``{model: rows}`` that the user may read, and how many are hidden."""
        found = {}
        hidden = {}
        for model, ids in self._found().items():
            records = self.env[model].browse(ids).exists()
            own = records._filtered_access("read")
            if own:
                found[model] = self._rows(own)
            if len(records) > len(own):
                hidden[model] = len(records) - len(own)
        return found, hidden

    def _rows(self, records):
        """Return what is held, field by field, and which records name the person.

        A field that the user may not read is left out.
        """
        data = self.env["mtm.personal.data"]
        fields_of = records._fields
        names = ["display_name", "create_date"]
        names += data._held_by(records._name)
        names += data._words().get(records._name, ())
        names = [
            name
            for name in dict.fromkeys(names)
            if name in fields_of
            and fields_of[name].type != "binary"
            and records._has_field_access(fields_of[name], "read")
        ]
        # a display name may be made of what only the system reads
        return records.sudo().read(names, load=None)

    def _workbook(self, found):
        """Return the same as a workbook, in the user's words, for whoever reads it."""
        return held.write(
            self.env._("What is held"),
            [
                self.env._("Kind of record"),
                self.env._("Record"),
                self.env._("Field"),
                self.env._("Value"),
            ],
            self._told(found),
        )

    def _told(self, found):
        """Yield each value with what it is called; what is empty is left out."""
        for model, rows in found.items():
            kind = self.env["ir.model"]._get(model).sudo().name
            titles = self.env[model].sudo().fields_get(attributes=["string"])
            for row in rows:
                record = row["display_name"] or str(row["id"])
                for name, value in row.items():
                    if name in ("id", "display_name") or value is False or value == []:
                        continue
                    yield kind, record, titles[name]["string"], clean(str(value))

    def _files(self):
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "=", self.partner_id.id),
                    ("type", "=", "binary"),
                ]
            )
        )
        for attachment in attachments:
            yield f"files/{attachment.id}", attachment.raw or b""

    def action_erase(self):
        """Put a code in the place of this person; counts stay as they are.

        :raises UserError: where a law or a ledger needs them, with the reasons
        """
        self.ensure_one()
        self._check_may()
        person = self.partner_id.sudo()
        holds = person._privacy_holds()
        if holds:
            raise UserError("\n".join(holds))
        changed = person._privacy_anonymize()
        self._note("erasure", {"changed": changed})
        self.env["privacy.log"].sudo().create(
            {
                "anonymized_name": self.env._("Erased"),
                "anonymized_email": "erased@example.invalid",
                "execution_details": "\n".join(
                    f"{model}: {number}" for model, number in sorted(changed.items())
                ),
            }
        )
        return {"type": "ir.actions.act_window_close"}

    def _note(self, kind, details):
        self.env["mtm.log.entry"].sudo()._note(kind, self.partner_id, details)

    def _reopen(self):
        return self._get_records_action(target="new", name=self.env._("Personal Data"))
