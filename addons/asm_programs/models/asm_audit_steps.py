from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import clock, sampling


class AsmAudit(models.Model):
    """The steps of an audit: drawing the sample, recounting, closing."""

    _inherit = "asm.audit"

    def action_draw(self):
        """Draw the sample and begin the fieldwork."""
        self.check_access("write")
        for audit in self:
            audit._require_state("draft")
            population = audit._population()
            sample = audit._draw(population)
            audit.sudo().write(
                {
                    "state": "fieldwork",
                    "population_count": len(population),
                    "drawn_on": clock.now(),
                    "answer_ids": audit._new_answers(),
                    "line_ids": sample._new_audit_lines(),
                }
            )
            audit.message_post(
                body=self.env._(
                    "Sample drawn with the seed %(seed)s: %(drawn)s of %(count)s "
                    "approved numbers.",
                    seed=audit.seed,
                    drawn=len(sample),
                    count=len(population),
                )
            )

    def action_back_to_draft(self):
        """Give up a sample of which nothing was recounted."""
        self.check_access("write")
        for audit in self:
            audit._require_state("fieldwork")
            if audit.sudo().line_ids.filtered("source"):
                raise UserError(
                    self.env._(
                        "Numbers of “%(audit)s” were recounted already, so its sample "
                        "stays. Make another audit.",
                        audit=audit.name,
                    )
                )
            own = audit.sudo()
            own.write({"state": "draft", "population_count": 0, "drawn_on": False})
            own.line_ids.unlink()
            audit.message_post(
                body=self.env._(
                    "The sample of seed %(seed)s was given up before anything was "
                    "recounted.",
                    seed=audit.seed,
                )
            )

    def action_finish(self):
        """Close the audit; what was counted stays as it is."""
        self.check_access("write")
        for audit in self:
            audit._require_state("fieldwork")
            audit._check_finished()
            audit.sudo().write(
                {"state": "done", "date_done": fields.Date.context_today(audit)}
            )

    def _check_finished(self):
        self.ensure_one()
        own = self.sudo()
        waiting = own.line_ids.filtered(lambda line: not line.source)
        if waiting:
            raise UserError(
                self.env._(
                    "%(count)s of %(all)s numbers were not recounted yet. Enter what "
                    "the source shows, or that it was not found.",
                    count=len(waiting),
                    all=len(own.line_ids),
                )
            )
        unanswered = own.answer_ids.filtered(lambda answer: not answer.score)
        if unanswered:
            raise UserError(
                self.env._(
                    "%(count)s questions of the checklist are open, such as: "
                    "%(question)s",
                    count=len(unanswered),
                    question=unanswered[0].question_id.name,
                )
            )

    def _population(self):
        """Return the approved numbers to draw from, as far as the auditor sees them.

        A number stands for its cell: categories are counted again with their total,
        and alone only where nobody reported a total.
        """
        self.ensure_one()
        rows = self.env["asm.actual"].search(
            Domain("program_id", "=", self.program_id.id)
            & Domain("program_indicator_id", "in", self._audited_lines().ids)
            & Domain("state", "=", "approved")
            & Domain("correction_of_id", "=", False)
            & Domain("missing_reason", "=", False)
            & Domain("period_id.date_start", ">=", self.date_from)
            & Domain("period_id.date_end", "<=", self.date_to)
            & (Domain("value", "!=", False) | Domain("numerator", "!=", False))
        )
        with_total = {
            row._evidence_place() for row in rows if not row.disaggregation_id
        }
        return rows.filtered(
            lambda row: (
                not row.disaggregation_id or row._evidence_place() not in with_total
            )
        )

    def _audited_lines(self):
        return self.program_indicator_ids or self.program_id.program_indicator_ids

    def _draw(self, population):
        """Return the numbers drawn.

        :raises UserError: when there is nothing to draw from, or too little drawn
        """
        self.ensure_one()
        if not population:
            raise UserError(
                self.env._(
                    "“%(audit)s”: no approved number of these indicators lies between "
                    "%(start)s and %(end)s. Choose other indicators or dates.",
                    audit=self.name,
                    start=self.date_from,
                    end=self.date_to,
                )
            )
        strata = {row.id: self._stratum(row) for row in population}
        try:
            drawn = sampling.draw(strata, self.sample_size, self.seed)
        except sampling.TooFew as error:
            raise UserError(
                self.env._(
                    "The numbers lie in %(strata)s groups by site, partner or "
                    "indicator, and each gives at least one. Draw at least that many, "
                    "or group by less.",
                    strata=error.strata,
                )
            ) from error
        return population.browse(drawn)

    def _stratum(self, row):
        return (
            self.by_site and row.site_id.id,
            self.by_partner and row.partner_id.id,
            self.by_indicator and row.program_indicator_id.id,
        )

    def _new_answers(self):
        """Return commands for the questions that are not on the checklist yet."""
        asked = self.sudo().answer_ids.question_id
        questions = self.env["asm.audit.question"].search(Domain("active", "=", True))
        questions -= asked
        return [
            fields.Command.create({"question_id": question.id})
            for question in questions
        ]
