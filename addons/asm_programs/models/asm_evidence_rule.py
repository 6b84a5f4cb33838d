from odoo import api, fields, models

from odoo.addons.mines_to_markets.fields import OptionalFloat, OptionalInteger

from ..tools import evidence

KINDS = ("document", "photo", "attendance", "data", "link")


class AsmEvidenceRule(models.Model):
    """What the numbers of an indicator rest on: kinds of evidence, how many, how fresh.

    A number is what was reported for one period and site; the pieces behind its
    total and behind its categories count together.
    """

    _name = "asm.evidence.rule"
    _description = "Evidence Rule"
    _inherit = ["mtm.kept.mixin"]
    _order = "indicator_id, sequence, id"

    indicator_id = fields.Many2one(
        "asm.indicator", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    document = fields.Boolean(string="Documents")
    photo = fields.Boolean(string="Photos")
    attendance = fields.Boolean(string="Attendance Lists")
    data = fields.Boolean(string="Data Files")
    link = fields.Boolean(string="Links")
    minimum = fields.Integer(string="At Least", required=True, default=1)
    freshness = fields.Selection(
        [
            ("any", "Of any date"),
            ("within", "Dated within the period"),
            ("days", "Not older than a number of days"),
        ],
        required=True,
        default="any",
    )
    days = OptionalInteger(
        help="Dated at most so many days before the last day of the period."
    )
    distance_km = OptionalFloat(
        string="Taken Within (km)",
        help="A photo that says it was taken farther than this from the site of the "
        "number is pointed out. Blank: farther than 25 km.",
    )
    severity = fields.Selection(
        [("error", "Must be there"), ("warning", "Should be there")],
        required=True,
        default="warning",
        help="What must be there stops a report from being submitted; what should be "
        "there asks for a comment.",
    )

    _minimum_is_some = models.Constraint(
        "CHECK (minimum BETWEEN 1 AND 100)",
        "A rule asks for at least 1 piece of evidence, and at most 100.",
    )
    _days_with_freshness = models.Constraint(
        "CHECK ((freshness = 'days') = (days IS NOT NULL) AND days >= 0)",
        "Say how many days old the evidence may be, where the rule asks for that "
        "and only there.",
    )
    _distance_is_positive = models.Constraint(
        "CHECK (distance_km > 0)", "A distance from the site is more than 0 km."
    )

    @api.depends("minimum", "document", "photo", "attendance", "data", "link")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = self.env._(
                "%(count)s of %(kinds)s",
                count=rule.minimum,
                kinds=rule._kinds_label(),
            )

    @api.model
    def _give_to(self, indicators):
        """Have indicators know their rules without a query.

        :param indicators: ``asm.indicator``, as system
        """
        rules = self._kept_records().grouped("indicator_id")
        field = indicators._fields["evidence_rule_ids"]
        field._insert_cache(
            indicators, [rules.get(each, self)._ids for each in indicators]
        )

    def _kinds(self):
        """Return the kinds of evidence that count; none: all of them."""
        self.ensure_one()
        return frozenset(kind for kind in KINDS if self[kind])

    def _kinds_label(self):
        """Return the kinds that count in words, to stand inside a sentence."""
        labels = {
            "document": self.env._("document"),
            "photo": self.env._("photo"),
            "attendance": self.env._("attendance list"),
            "data": self.env._("data file"),
            "link": self.env._("link"),
        }
        kinds = [labels[kind] for kind in KINDS if self[kind]]
        return self.env._(" or ").join(kinds) or self.env._("evidence of any kind")

    def _check_pieces(self, pieces, period):
        """Weigh the evidence behind one number.

        :param pieces: ``mtm.evidence``
        :param period: ``asm.period`` of the number
        :return: :class:`~..tools.evidence.Outcome`
        """
        self.ensure_one()
        rule = evidence.Rule(
            self._kinds(), self.minimum, self.freshness, self.days or 0
        )
        return evidence.check(
            rule,
            [evidence.Piece(piece.kind, piece.date or None) for piece in pieces],
            period.date_start,
            period.date_end,
        )
