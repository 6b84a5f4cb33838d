from decimal import Decimal

from odoo import Command, api, fields, models

from odoo.addons.asm_money.tools import burn
from odoo.addons.asm_programs.models._life_table import LifeTable

from ..tools import value

DRAWN = frozenset({"line_ids", "warning"})


class AsmAwardValue(models.TransientModel):
    """Money beside results: what was spent of awards, and what came of it.

    Burn is spending in percent of the award's amount, achievement the results so far in
    percent of their targets for the whole award. They are flagged where they part by
    more than the company's tolerance.
    """

    _name = "asm.award.value"
    _description = "Money Beside Results"

    award_ids = fields.Many2many(
        "asm.award",
        "asm_award_value_award_rel",
        "value_id",
        "award_id",
        string="Awards",
        default=lambda self: self._default_award_ids(),
        ondelete="cascade",
    )
    date_to = fields.Date(
        string="Until", required=True, default=fields.Date.context_today
    )
    line_ids = fields.One2many("asm.award.value.line", "value_id", readonly=True)
    warning = fields.Text(readonly=True)

    @api.model
    def _default_award_ids(self):
        chosen = self.env.context.get("active_ids")
        if chosen and self.env.context.get("active_model") == "asm.award":
            return self.env["asm.award"].browse(chosen)
        today = fields.Date.context_today(self)
        return self.env["asm.award"].search(
            [("date_start", "<=", today), ("date_end", ">=", today)]
        )

    def _compute_display_name(self):
        self.display_name = self.env._("Money Beside Results")

    @api.model_create_multi
    def create(self, vals_list):
        pages = super().create(vals_list)
        for page in pages:
            page._read()
        return pages

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() - DRAWN:
            for page in self:
                page._read()
        return result

    @api.model
    def action_open(self):
        """Open the page, of the awards that were chosen or of all that run."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_donor_reports.asm_award_value_action"
        )
        return action | {"res_id": self.create({}).id, "context": {}}

    def action_show(self):
        """Show the awards and the day that were chosen; saving has read them."""

    def _read(self):
        """Read the lines anew, with the rights of whoever looks."""
        self.ensure_one()
        positions = self.award_ids._positions(self.date_to)
        rows = []
        for award in self.award_ids:
            rows += self._rows(award, positions[award])
        self.write(
            {
                "line_ids": [
                    Command.clear(),
                    *(
                        Command.create(row | {"sequence": number})
                        for number, row in enumerate(rows)
                    ),
                ],
                "warning": self._describe_hidden() or False,
            }
        )

    def _rows(self, award, position):
        """Return the row of an award, then one for each indicator that it reports."""
        day = min(self.date_to, position.date_end)
        lines = list(LifeTable(award, day).lines()) if day >= award.date_start else []
        spent = award._spent_by_program(position)
        tolerance = award.company_id.sudo().asm_divergence_from
        achieved = value.mean(_decimal(line["life_achievement"]) for line in lines)
        return [
            self._award_row(award, position, achieved, tolerance),
            *(
                self._indicator_row(award, position, spent, line, tolerance)
                for line in lines
            ),
        ]

    def _award_row(self, award, position, achieved, tolerance):
        return {
            "kind": "award",
            "award_id": award.id,
            "name": award.display_name,
            "budget": float(position.amount),
            "spent": float(position.spent),
            "committed": float(position.committed),
            "forecast": _number(position.forecast),
            "burn": _number(position.burn.money),
            "time": _number(position.burn.time),
            "achievement": _number(achieved),
            "divergence": value.divergence(position.burn.money, achieved, tolerance),
        }

    def _indicator_row(self, award, position, spent, line, tolerance):
        award_line = self.env["asm.award.indicator"].browse(line["award_indicator_id"])
        program = award_line.program_id
        of_program = spent.get(program.id, Decimal(0))
        actual = _decimal(line["life_actual"])
        achieved = _decimal(line["life_achievement"])
        is_count = award_line.program_indicator_id.indicator_id.measure == "unit"
        return {
            "kind": "indicator",
            "award_id": award.id,
            "award_indicator_id": award_line.id,
            "program_id": program.id,
            "name": f"{line['code']} {line['name']}",
            "unit": line["unit"],
            "spent": float(of_program),
            "burn": _number(burn.share(of_program, position.amount)),
            "target": _number(line["life_target"]),
            "actual": _number(line["life_actual"]),
            "achievement": _number(achieved),
            "unit_cost": _number(value.unit_cost(of_program, actual))
            if is_count
            else False,
            "divergence": value.divergence(position.burn.money, achieved, tolerance),
        }

    def _describe_hidden(self):
        """Return a sentence where numbers are hidden from whoever looks."""
        used = self.award_ids.award_indicator_ids.program_indicator_id
        hidden = used.browse((used | used._inputs())._ids_hidden_in_part())
        if not hidden:
            return ""
        return self.env._(
            "Some numbers are hidden from you, so these are not whole: %(names)s",
            names=", ".join(hidden.mapped("display_name")),
        )


def _decimal(number):
    """Return a number of a line exactly; None for blank."""
    return None if number is None or number is False else Decimal(str(number))


def _number(number):
    """Return a number for a field; False for blank."""
    return False if number is None or number is False else float(number)
