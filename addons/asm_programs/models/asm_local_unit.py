from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.mines_to_markets.fields import OptionalFloat

from ..tools import local_units
from ._wording import written


class AsmLocalUnit(models.Model):
    """A unit that people count in at the mine: a bag, a tola, a basin.

    One of it is so many of a unit that indicators are reported in. A number typed
    with its name is stored in the indicator's unit, with what was typed and the
    factor of that day beside it.
    """

    _name = "asm.local.unit"
    _description = "Local Unit"
    _inherit = ["mtm.kept.mixin"]
    _order = "unit, name, id"

    name = fields.Char(required=True, help="As people write it: bag, tola.")
    aliases = fields.Char(
        string="Also Written", help="Other words for it, separated by commas: bags, sac"
    )
    unit = fields.Char(
        string="Reported In",
        required=True,
        help="The unit of the indicators that it stands for, as they write it: tonne",
    )
    factor = OptionalFloat(
        string="One Is",
        digits=0,
        required=True,
        help="How many of that unit one local unit is. What is stored keeps the factor "
        "of its day.",
    )
    program_id = fields.Many2one(
        "asm.program",
        string="Programme",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: in all programmes.",
    )
    source = fields.Char(help="Who weighed it, and when.")
    active = fields.Boolean(default=True)

    _factor_positive = models.Constraint(
        "CHECK (factor > 0)", "One local unit is more than 0 of the unit reported in."
    )
    _name_unique = models.UniqueIndex(
        "(lower(name), lower(unit), COALESCE(program_id, 0)) WHERE active",
        "There is a local unit of this name already.",
    )

    @api.constrains("name", "aliases")
    def _check_names_have_no_digits(self):
        for unit in self:
            names = local_units.names_of(unit.name, unit.aliases)
            if any(character.isdigit() for name in names for character in name):
                raise ValidationError(
                    self.env._(
                        "%(unit)s: write the name without digits, it stands behind "
                        "a number.",
                        unit=unit.name,
                    )
                )

    @api.depends("name", "factor", "unit")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for unit in self:
            factor = written(self.env, unit.factor)
            unit.display_name = f"{unit.name or ''} ({factor} {unit.unit or ''})"

    @api.model
    def _of_lines(self, lines):
        """Return ``{line id: units}`` of what can be typed for each indicator used.

        A programme's own unit goes before one of the same name for all.
        """
        # their names are open to whoever may read a number in them
        units = self._kept_records().filtered("active")
        found = {}
        for line in lines:
            wanted = (line.indicator_id.unit or "").casefold()
            fitting = units.filtered(
                lambda u, line=line, wanted=wanted: (
                    u.unit.casefold() == wanted
                    and u.program_id in (line.program_id, u.program_id.browse())
                )
            )
            found[line.id] = fitting.sorted(lambda unit: not unit.program_id)
        return found

    def _named(self, name):
        """Return the first of these units that goes by a name."""
        wanted = name.casefold()
        return self.filtered(
            lambda unit: wanted in local_units.names_of(unit.name, unit.aliases)
        )[:1]
