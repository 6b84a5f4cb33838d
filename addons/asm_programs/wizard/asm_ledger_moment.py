from odoo import fields, models
from odoo.tools import format_datetime


class AsmLedgerMoment(models.TransientModel):
    """Asks as of when targets and baselines are to be seen."""

    _name = "asm.ledger.moment"
    _description = "Ledger as of a Moment"

    as_of = fields.Datetime(
        string="As of",
        required=True,
        default=fields.Datetime.now,
        help="What was approved by then is shown beside what holds now.",
    )

    def action_open(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_ledger_action"
        )
        moment = fields.Datetime.to_string(self.as_of)
        # the reader's own filter, which the reader's rights narrow as any other
        domain = self.env.context.get("asm_ledger_domain") or []
        grouped = {} if domain else {"search_default_group_by_program": 1}
        name = self.env._(
            "Targets and Baselines as of %(moment)s",
            moment=format_datetime(self.env, self.as_of),
        )
        return action | {
            "name": name,
            "display_name": name,
            "path": False,
            "target": "main",
            "domain": domain,
            "context": {"asm_as_of": moment} | grouped,
        }
