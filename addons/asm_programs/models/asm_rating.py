from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import clock

STEPS = [
    ("hs", "Highly satisfactory"),
    ("s", "Satisfactory"),
    ("ms", "Moderately satisfactory"),
    ("mu", "Moderately unsatisfactory"),
    ("u", "Unsatisfactory"),
    ("hu", "Highly unsatisfactory"),
]
LIGHTS = [("green", "On track"), ("amber", "At risk"), ("red", "Off track")]
LIGHT_OF_STEP = {
    "hs": "green",
    "s": "green",
    "ms": "amber",
    "mu": "amber",
    "u": "red",
    "hu": "red",
}


class AsmRating(models.Model):
    """How a programme or result stands in a period, in somebody's judgement.

    On the six steps of the World Bank's implementation status reports, or as a
    traffic light alone. A rating is never changed: a new one takes its place and
    the earlier ones stay as history.
    """

    _name = "asm.rating"
    _description = "Rating"
    _inherit = ["asm.derived.mixin"]
    # the newest period first, and of a period what holds
    _order = "date_end desc, is_current desc, id desc"

    program_id = fields.Many2one(
        "asm.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="restrict",
    )
    result_id = fields.Many2one(
        "asm.result",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('program_id', '=', program_id)]",
        help="Blank: the programme as a whole.",
    )
    award_id = fields.Many2one(
        "asm.award",
        index="btree_not_null",
        ondelete="restrict",
        help="Set where the rating is for one donor.",
    )
    period_id = fields.Many2one(
        "asm.period", required=True, index=True, ondelete="restrict"
    )
    date_end = fields.Date(related="period_id.date_end", store=True, precompute=True)
    scale = fields.Selection(
        [("world_bank", "Six steps"), ("light", "Traffic light")],
        required=True,
        default="world_bank",
    )
    rating = fields.Selection(STEPS)
    light = fields.Selection(
        LIGHTS,
        required=True,
        compute="_compute_light",
        store=True,
        readonly=False,
        precompute=True,
        help="Of the six steps the upper two are green, the middle two amber, the "
        "lower two red.",
    )
    justification = fields.Text(
        help="Why; needed below Moderately satisfactory, for a red light, and where "
        "the rating moves by more than one step."
    )
    rated_by = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    rated_on = fields.Datetime(
        required=True, readonly=True, default=lambda self: clock.now()
    )
    is_current = fields.Boolean(
        string="Holds",
        readonly=True,
        default=True,
        help="The last rating of its period; those that it replaced are history.",
    )
    supersedes_id = fields.Many2one(
        "asm.rating",
        string="Replaces",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, index=True
    )

    _one_holds = models.UniqueIndex(
        "(program_id, COALESCE(result_id, 0), COALESCE(award_id, 0), period_id, scale) "
        "WHERE is_current",
        "This is rated for this period already.",
    )
    _step_or_light = models.Constraint(
        "CHECK ((scale = 'world_bank') = (rating IS NOT NULL))",
        "Choose one of the six steps, or the scale of the traffic light.",
    )
    _light_of_step = models.Constraint(
        "CHECK (rating IS NULL OR light = CASE WHEN rating IN ('hs', 's') THEN 'green' "
        "WHEN rating IN ('ms', 'mu') THEN 'amber' ELSE 'red' END)",
        "The light follows from the step.",
    )
    _low_is_justified = models.Constraint(
        "CHECK (COALESCE(btrim(justification), '') <> '' "
        "OR NOT (COALESCE(rating, '') IN ('mu', 'u', 'hu') OR light = 'red'))",
        "Say why it stands below Moderately satisfactory, or on red.",
    )

    @api.depends("rating", "scale")
    def _compute_light(self):
        for rating in self:
            rating.light = LIGHT_OF_STEP.get(rating.rating, rating.light)

    @api.depends("rating", "light", "period_id.name", "result_id", "program_id.code")
    def _compute_display_name(self):
        for rating in self:
            rating.display_name = ", ".join(
                filter(
                    None,
                    (
                        rating.result_id.code or rating.program_id.code,
                        rating.period_id.name,
                        rating._label(),
                    ),
                )
            )

    def _label(self):
        """Return the step, else the light, in words."""
        self.ensure_one()
        name = "rating" if self.rating else "light"
        return dict(self._fields[name]._description_selection(self.env)).get(self[name])

    @api.constrains("result_id", "program_id")
    def _check_result_of_program(self):
        for rating in self.filtered("result_id"):
            if rating.result_id.program_id != rating.program_id:
                raise ValidationError(
                    self.env._(
                        "%(result)s is a result of another programme than %(program)s.",
                        result=rating.result_id.display_name,
                        program=rating.program_id.display_name,
                    )
                )

    @api.constrains("rating", "light", "justification")
    def _check_jump_is_justified(self):
        for rating in self.filtered(lambda r: not (r.justification or "").strip()):
            before = rating._previous()
            if before and abs(rating._rank() - before._rank()) > 1:
                raise ValidationError(
                    self.env._(
                        "It was %(before)s in %(period)s and moves by more than one "
                        "step. Say why in the justification.",
                        before=before._label(),
                        period=before.period_id.name,
                    )
                )

    def _rank(self):
        self.ensure_one()
        keys = STEPS if self.rating else LIGHTS
        return [key for key, _label in keys].index(self.rating or self.light)

    def _subject_domain(self):
        self.ensure_one()
        return [
            ("program_id", "=", self.program_id.id),
            ("result_id", "=", self.result_id.id),
            ("award_id", "=", self.award_id.id),
            ("scale", "=", self.scale),
        ]

    def _previous(self):
        """Return the rating that held before: the one replaced, else of a period."""
        self.ensure_one()
        # what was rated counts for everybody
        return self.sudo().supersedes_id or self.sudo().search(
            [
                *self._subject_domain(),
                ("is_current", "=", True),
                ("date_end", "<", self.period_id.date_end),
            ],
            limit=1,
        )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._without_stamps(vals) for vals in vals_list]
        # one after the other: each takes the place of what held before it
        ratings = self.browse()
        for vals in vals_list:
            replaced = self._replaced_by(vals)
            replaced.sudo().write({"is_current": False})
            replaced.flush_recordset()
            vals = vals | {"supersedes_id": replaced.id}
            ratings |= super().create([vals])
        return ratings

    _stamps = frozenset({"rated_by", "rated_on", "is_current", "supersedes_id"})

    def _without_stamps(self, vals):
        return {key: v for key, v in vals.items() if key not in self._stamps}

    @api.model
    def _replaced_by(self, vals):
        """Return the rating that holds for what is rated again."""
        names = ("program_id", "result_id", "award_id", "period_id")
        key = [(name, "=", vals.get(name) or False) for name in names]
        scale = vals.get("scale") or self.default_get(["scale"])["scale"]
        return self.sudo().search(
            [*key, ("scale", "=", scale), ("is_current", "=", True)]
        )

    @api.model
    def _last_by(self, name, subjects, domain=()):
        """Return ``{subject: (last step, last light)}`` for all donors.

        :param name: ``program_id`` or ``result_id``
        :param subjects: programmes or results
        """
        ratings = self.search(
            [
                (name, "in", subjects.ids),
                ("award_id", "=", False),
                ("is_current", "=", True),
                *domain,
            ]
        )
        last = {}
        # the newest first
        for rating in ratings:
            step, light = last.get(rating[name], (False, False))
            last[rating[name]] = (step or rating.rating, light or rating.light)
        return last
