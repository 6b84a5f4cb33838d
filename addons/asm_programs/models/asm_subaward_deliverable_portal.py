from odoo import Command, fields, models

from .asm_subaward_space import BADGES, MAY_TYPE


class AsmSubawardDeliverable(models.Model):
    """How a sub-grantee hands in what is due."""

    _name = "asm.subaward.deliverable"
    _inherit = ["asm.subaward.deliverable", "asm.space.mixin"]

    def _portal_card(self):
        self.ensure_one()
        today = fields.Date.context_today(self)
        currency = self.subaward_id.currency_id
        return {
            "id": self.id,
            "name": self.name,
            "date_due": self.date_due,
            "is_overdue": self.state == "open" and self.date_due < today,
            "state": self.state,
            "state_label": self._space_label(self, "state"),
            "badge_class": BADGES[self.state],
            "note": self.note or "",
            "delivered_on": self.delivered_on,
            "files": [
                {"id": file.id, "name": file.name} for file in self.attachment_ids
            ],
            "payments": [
                self._space_money(line.amount, currency)
                for line in self.line_ids
                if line.state == "approved" and not line.date_paid
            ],
        }

    def _portal_deliver(self, note, files):
        """Hand this in, in the name of the user who asks.

        :param note: their words
        :param files: ``[(name, bytes)]``
        :return: texts by input name of what is wrong; with one, nothing is kept
        :raises AccessError: when the user's role does not allow it
        """
        self.ensure_one()
        self.subaward_id._portal_check_role(MAY_TYPE)
        problems = {}
        Request = self.env["asm.subaward.request"]
        kept = Request._portal_read_files(files, problems)
        if self.state != "open":
            problems["file"] = self.env._("This is handed in already.")
        if not kept and not (note or "").strip() and not problems:
            problems["file"] = self.env._("Add a file, or say where it is.")
        if problems:
            return problems
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": name,
                    "raw": raw,
                    "mimetype": mimetype,
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for name, raw, mimetype in kept
            ]
        )
        self.write(
            {
                "state": "delivered",
                "note": (note or "").strip()[:4000],
                "delivered_on": fields.Date.context_today(self),
                "delivered_by": self.env.uid,
                "attachment_ids": [Command.link(one.id) for one in attachments],
            }
        )
        self.subaward_id._tell_of(self.env._("Handed in: %(name)s", name=self.name))
        return {}
