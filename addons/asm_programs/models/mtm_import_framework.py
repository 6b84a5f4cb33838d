from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.mines_to_markets.models.mtm_import_run import BULK
from odoo.addons.mines_to_markets.tools.plans import Refusal

from ._framework_plan import RESULT, USE, FrameworkPlan, number_of

_REQUIRED = ("level", "code", "name")


class MtmImport(models.Model):
    """Results frameworks from a workbook: results, indicators, what they start from.

    The file is brought into one programme, as a whole or not at all.
    """

    _inherit = "mtm.import"

    _set_by_user = frozenset(
        {"kind", "file", "filename", "all_or_nothing", "program_id"}
    )

    kind = fields.Selection(
        selection_add=[("framework", "Results framework")],
        ondelete={"framework": "cascade"},
    )
    program_id = fields.Many2one(
        "asm.program",
        string="Into Programme",
        index="btree_not_null",
        ondelete="restrict",
    )

    _framework_has_program = models.Constraint(
        "CHECK (kind <> 'framework' OR program_id IS NOT NULL)",
        "Say into which programme the framework is imported.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(
            [
                vals | {"all_or_nothing": True}
                if vals.get("kind") == "framework"
                else vals
                for vals in vals_list
            ]
        )
        return items

    def write(self, vals):
        if "program_id" in vals:
            self._check_not_started()
        if vals.get("kind") == "framework":
            vals = vals | {"all_or_nothing": True}
        elif "all_or_nothing" in vals and "framework" in self.mapped("kind"):
            # a framework in halves is none
            vals = {k: v for k, v in vals.items() if k != "all_or_nothing"}
        return super().write(vals)

    def action_download_template(self):
        if self.kind != "framework":
            return super().action_download_template()
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/asm_programs/framework/{self.program_id.id}/template",
            "target": "download",
        }

    def _is_tried(self):
        return self.kind == "framework" or super()._is_tried()

    def _get_layout(self):
        if self.kind == "framework":
            return self.env["asm.framework"]
        return super()._get_layout()

    def _columns_framework(self):
        names = list(self._get_layout()._labels())
        return _REQUIRED, [name for name in names if name not in _REQUIRED]

    def _framework_levels(self):
        """Return ``{word in lower case: level}``, in every language."""
        field = self.env[RESULT]._fields["level"]
        words = {}
        for lang, _name in self.env["res.lang"].get_installed():
            env = self.with_context(lang=lang).env
            for level, label in field._description_selection(env):
                words |= {level: level, label.casefold(): level}
        return words

    def _plan_framework(self, table):
        for model in (RESULT, USE):
            self.env[model].check_access("create")
            self.env[model].check_access("write")
        if not self.program_id.has_access("read"):
            raise Refusal(self.env._("This programme is not open to you."))
        return FrameworkPlan(self, table).make()

    def _add_step_lines(self, model, steps, new_ids):
        if self.kind != "framework":
            super()._add_step_lines(model, steps, new_ids)
            return
        for name in (RESULT, USE):
            of_model = [step for step in steps if step.values["model"] == name]
            super()._add_step_lines(name, of_model, new_ids)

    def _write_steps(self, model, steps):
        if self.kind != "framework":
            super()._write_steps(model, steps)
            return
        new_ids = {}
        for step in steps:
            write = (
                self._write_result
                if step.values["model"] == RESULT
                else self._write_use
            )
            new_ids[step.row] = write(step).id
        self._add_step_lines(model, steps, new_ids)

    def _write_result(self, step):
        values = {k: v for k, v in step.values.items() if k not in ("model", "parent")}
        if "parent" in step.values:
            values["parent_id"] = self._find_result(step.values["parent"]).id
        return self._save(RESULT, step, values)

    def _write_use(self, step):
        cells = dict(step.values)
        values = {k: cells[k] for k in ("indicator_id", "source") if k in cells}
        if "parent" in cells:
            values["result_id"] = self._find_result(cells["parent"]).id
        if "responsible" in cells:
            values["responsible_id"] = self._find_user(cells["responsible"]).id
        use = self._save(USE, step, values)
        self._propose_numbers(use, cells)
        return use

    def _save(self, model, step, values):
        records = self.env[model].with_context(**BULK)
        if not step.res_id:
            return records.create({**values, "program_id": self.program_id.id})
        record = records.browse(step.res_id)
        if values:
            record.write(values)
        return record

    def _find_result(self, code):
        results = self.env[RESULT]
        if not code:
            return results
        found = results.search(
            [
                ("program_id", "=", self.program_id.id),
                ("code", "=", code),
                ("award_id", "=", False),
            ]
        )
        if not found:
            raise UserError(
                self.env._(
                    "The result %(code)s, under which this stands, cannot be written.",
                    code=code,
                )
            )
        return found

    def _find_user(self, login):
        users = self.env["res.users"]
        return users.search([("login", "=", login)]) if login else users

    def _propose_numbers(self, use, cells):
        """Propose what a row says of baseline and target; somebody else approves."""
        reason = self.env._("From the framework %(file)s", file=self.display_name)
        shared = {"program_indicator_id": use.id, "reason": reason}
        baseline = number_of(cells, "baseline")
        if baseline:
            days = {"date_measured": cells.get("baseline_date")}
            self.env["asm.baseline"].create({**shared, **baseline, **days})
        target = number_of(cells, "target")
        if target:
            days = {"date_from": cells["target_from"], "date_to": cells["target_to"]}
            self.env["asm.target"].create({**shared, **target, **days})

    def _framework_problems(self, column, value):
        """Return ``{reason: sentence}`` about a cell."""
        return self._get_layout()._problem_texts(column, value) | {
            "level": self.env._(
                '"%(value)s" is no level. Write Impact, Outcome or Output, and the '
                "donor's own word in the column for it.",
                value=value,
            ),
            "neither": self.env._(
                "The row has neither a level nor an indicator. Give a result its "
                "level, or an indicator its code in the library."
            ),
            "both": self.env._(
                "The row has a level and an indicator. Put the indicator into a row of "
                "its own below."
            ),
            "stray": self.env._(
                "%(column)s belongs into the row of an indicator, and this is the row "
                "of a result. Move it there.",
                column=column,
            ),
            "twice": self.env._(
                "Row %(value)s says this already. Keep one of them.", value=value
            ),
            "unknown": self.env._(
                'There is no result "%(value)s", neither in the file nor in the '
                "programme. Correct the code, or add a row for it.",
                value=value,
            ),
            "lower": self.env._(
                '"%(value)s" is on a lower level, so this cannot stand under it.',
                value=value,
            ),
            "circle": self.env._(
                'By way of "%(value)s" this would stand under itself. Correct the '
                "parent.",
                value=value,
            ),
            "homeless": self.env._(
                "No result stands above this indicator. Give the code of its result as "
                "parent."
            ),
            **self._framework_problems_of_indicator(value),
        }

    def _framework_problems_of_indicator(self, value):
        return {
            "no_indicator": self.env._(
                'The library has no indicator "%(value)s". See the sheet Library of '
                "the template for the codes.",
                value=value,
            ),
            "no_version": self.env._(
                "The library has no version %(value)s of this indicator.", value=value
            ),
            "other_version": self.env._(
                "The programme uses version %(value)s. It goes over to another version "
                "on the indicator's form, which asks from which day on.",
                value=value,
            ),
            "no_user": self.env._(
                '"%(value)s" is no login of a member of staff. Correct it, or leave it '
                "blank.",
                value=value,
            ),
            "half": self.env._(
                "A ratio has a numerator and a denominator. Fill in %(value)s too, or "
                "leave both blank.",
                value=value,
            ),
            "either": self.env._(
                "Give %(value)s either as one number or as numerator and denominator; "
                "the number follows from the two.",
                value=value,
            ),
            "proposed": self.env._(
                "%(value)s is proposed already with another number, and waits for its "
                "decision. Have it decided, or change that proposal.",
                value=value,
            ),
            "window": self.env._("A target needs its first and its last day."),
            "order": self.env._(
                "%(value)s lies before the target's first day. Correct one of the two.",
                value=value,
            ),
        }
