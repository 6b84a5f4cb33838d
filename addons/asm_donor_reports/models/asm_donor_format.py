import calendar

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import layout_reading
from ..tools.layout import LayoutError
from ._layout_words import describe_faults

_OF_LAYOUT = {
    "name",
    "code",
    "version",
    "lang",
    "fiscal_month",
    "rounding",
    "tolerance",
    "has_cover",
    "style_ids",
    "word_ids",
    "section_ids",
    "sheet_ids",
}


class AsmDonorFormat(models.Model):
    """A donor's report layout, as data.

    What can stand in a cell is the vocabulary of ``tools/terms.py``. The records of a
    format and the file that it can be taken out as are the same thing
    (``tools/layout.py``); it is checked whenever one of them changes.
    """

    _name = "asm.donor.format"
    _description = "Donor Format"
    _inherit = ["asm.donor.format.part.mixin", "mail.thread"]
    _order = "code, version desc, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(
        required=True, help="Small letters, digits and _; its file is named by it."
    )
    version = fields.Integer(required=True, default=1, readonly=True, copy=False)
    previous_id = fields.Many2one(
        "asm.donor.format",
        string="Previous Version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    active = fields.Boolean(default=True, tracking=True)
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default="en_US",
        help="Of the report; the words of the layout itself are the donor's.",
    )
    fiscal_month = fields.Selection(
        [(str(number), calendar.month_name[number]) for number in range(1, 13)],
        string="Donor's Year Starts In",
        help="Blank: as each award says.",
    )
    rounding = fields.Selection(
        [("cent", "Cents"), ("whole", "Whole units of the currency")],
        string="Money In",
        required=True,
        default="cent",
    )
    tolerance = fields.Float(
        string="Explained From",
        default=10,
        digits=(6, 2),
        help="An indicator that is off target by more than so many percent needs an "
        "explanation.",
    )
    has_cover = fields.Boolean(
        string="Cover and Contents",
        default=True,
        help="The document (PDF) begins with a cover and a table of contents.",
    )
    description = fields.Text(
        help="What the donor asks for, and where that is written."
    )
    style_ids = fields.One2many("asm.donor.format.style", "format_id", copy=True)
    word_ids = fields.One2many(
        "asm.donor.format.word", "format_id", string="Donor's Words", copy=True
    )
    section_ids = fields.One2many(
        "asm.donor.format.section", "format_id", string="Narrative", copy=True
    )
    sheet_ids = fields.One2many("asm.donor.format.sheet", "format_id", copy=True)

    _version_unique = models.UniqueIndex(
        "(code, version)", "There is this version of the format already."
    )
    _version_positive = models.Constraint(
        "CHECK (version > 0)", "Versions count from 1."
    )
    _tolerance_range = models.Constraint(
        "CHECK (tolerance BETWEEN 0 AND 1000)", "A tolerance lies from 0 to 1000 %."
    )

    _layout_keys = {
        "code": "code",
        "name": "name",
        "version": "version",
        "lang": "lang",
        "rounding": "rounding",
        "description": "description",
    }
    _layout_children = {
        "words": "word_ids",
        "sections": "section_ids",
        "sheets": "sheet_ids",
    }

    @api.depends("name", "version")
    def _compute_display_name(self):
        for record in self:
            record.display_name = self.env._(
                "%(name)s, version %(version)s",
                name=record.name or "",
                version=record.version,
            )

    def copy_data(self, default=None):
        default = dict(default or {})
        if "version" in default:
            return super().copy_data(default)
        return [
            values | {"code": f"{record.code}_copy"} | default
            for record, values in zip(self, super().copy_data(default), strict=True)
        ]

    def _formats(self):
        return self

    def _touches_layout(self, vals):
        return bool(vals.keys() & _OF_LAYOUT)

    def _as_layout(self):
        """Return the whole layout, as ``tools.layout_reading.read`` takes it."""
        found = super()._as_layout()
        if not self.has_cover:
            found["has_cover"] = False
        if self.fiscal_month:
            found["fiscal_month"] = int(self.fiscal_month)
        return found | {
            "tolerance": self.tolerance,
            "styles": {style.name: style._as_layout() for style in self.style_ids},
        }

    @api.model
    def _from_layout(self, data):
        Style = self.env["asm.donor.format.style"]
        return super()._from_layout(data) | {
            "fiscal_month": str(data.get("fiscal_month") or "") or False,
            "tolerance": data.get("tolerance", 10),
            "has_cover": data.get("has_cover", True),
            "style_ids": [
                fields.Command.create({"name": name, **Style._from_layout(style)})
                for name, style in (data.get("styles") or {}).items()
            ],
        }

    def _read_layout(self):
        """Return the :class:`tools.layout.Layout` of this format."""
        self.ensure_one()
        return layout_reading.read(self._as_layout())

    def _check_layout(self):
        """:raises ValidationError: naming sheet and cell of all that is wrong"""
        for record in self:
            try:
                record._read_layout()
            except LayoutError as error:
                raise ValidationError(
                    self.env._(
                        "%(format)s cannot be drawn like this:\n%(faults)s",
                        format=record.display_name,
                        faults=describe_faults(self.env, error.faults),
                    )
                ) from error
