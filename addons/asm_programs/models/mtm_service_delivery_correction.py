from odoo import api, fields, models
from odoo.exceptions import UserError

from ._later import LATER


class MtmServiceDelivery(models.Model):
    """Correcting a delivery that a number rests on, and what follows for the number.

    A draft number is counted again. An approved one stays as it is: the difference
    is a correction that names it, a draft for those who approve.
    """

    _inherit = "mtm.service.delivery"

    correction_reason = fields.Text(
        string="Being Corrected",
        readonly=True,
        copy=False,
        help="Why this delivery is open again although numbers rest on it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._without_correction_reason(v) for v in vals_list]
        deliveries = super().create(vals_list)
        deliveries.filtered(lambda d: d.state == "confirmed")._count()
        return deliveries

    def write(self, vals):
        if not self.env.su:
            vals = self._without_correction_reason(vals)
        drafts = self.filtered(lambda delivery: delivery.state == "draft")
        result = super().write(vals)
        if vals.get("state") == "confirmed":
            drafts._restate()
            drafts._count()
        return result

    def _without_correction_reason(self, vals):
        """Only the action that corrects sets it, whoever calls."""
        return {name: v for name, v in vals.items() if name != "correction_reason"}

    def _check_may_be_reset(self):
        # what is being corrected keeps its approved numbers, and they are restated
        being_corrected = self.filtered("correction_reason")
        return super(MtmServiceDelivery, self - being_corrected)._check_may_be_reset()

    def action_open_correction(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct"),
            "res_model": "asm.delivery.correct",
            "view_mode": "form",
            "target": "new",
            "context": {"default_delivery_id": self.id},
        }

    def action_correct(self, reason):
        """Open confirmed deliveries again although numbers rest on them.

        :param reason: why; it stands on the corrections that follow
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the delivery is corrected."))
        self.check_access("write")
        draft = self.filtered(lambda delivery: delivery.state != "confirmed")
        if draft:
            raise UserError(
                self.env._(
                    "%(delivery)s is not confirmed: change it as it is.",
                    delivery=draft[0].display_name,
                )
            )
        # whoever may correct a delivery does so for all numbers, read or not
        lines = self.sudo().actual_line_ids
        lines._check_not_under_review()
        free = lines.filtered(lambda line: not line.actual_id._is_locked())
        free.actual_id.with_context(asm_parts_checked=LATER)._uncount(free)
        self.sudo().correction_reason = reason.strip()
        self.state = "draft"
        for delivery in self:
            delivery.message_post(
                body=self.env._("Opened to be corrected: %(reason)s", reason=reason)
            )

    def _restate(self):
        """Correct the approved numbers by what these deliveries now count otherwise."""
        for delivery in self.filtered("correction_reason"):
            reason = delivery._restatement_reason()
            # the numbers to correct may be hidden from whoever corrects
            lines = delivery.sudo().actual_line_ids.filtered(
                lambda line: not (line.correction_of_id or line.is_withdrawn)
            )
            for of_number in lines.grouped(
                lambda line: (line.program_indicator_id, line.actual_id.submission_id)
            ).values():
                of_number._restate(reason)
            delivery.sudo().correction_reason = False

    def _restatement_reason(self):
        """Say why a number is corrected to all who read it, inside a wall or not."""
        self.ensure_one()
        if self.engagement_id.is_walled:
            return self.env._("A delivery that only its team sees was corrected.")
        return self.env._(
            "%(delivery)s: %(reason)s",
            delivery=self.display_name,
            reason=self.correction_reason,
        )

    def _count(self):
        """Count these where their programme's reports of the day are open."""
        Submission = self.env["asm.submission"]
        for program, of_program in self.grouped("program_id").items():
            rules = program.program_indicator_ids.count_rule_ids
            services = of_program.service_id & rules.service_id
            counted = of_program.filtered(lambda d, s=services: d.service_id in s)
            if not counted:
                continue
            reports = Submission.search(
                [
                    ("program_id", "=", program.id),
                    ("state", "in", ("open", "returned")),
                    (
                        "partner_id",
                        "in",
                        (counted.partner_id | counted.engagement_id.partner_id).ids,
                    ),
                    ("date_start", "<=", max(counted.mapped("date"))),
                    ("date_end", ">=", min(counted.mapped("date"))),
                ]
            )
            reports._filtered_access("write")._count_confirmed(services)
