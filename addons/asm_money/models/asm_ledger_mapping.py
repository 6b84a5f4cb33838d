from odoo import api, fields, models

from ..tools.ledger_file import AMOUNTS, Layout
from ..tools.ledger_titles import ROLES

TITLE_OF_COLUMN = "Title of the column in the file."


class AsmLedgerMapping(models.Model):
    """How the files of one bookkeeping program are read.

    Kept by name: a ledger comes every month in the same layout. Which column is what
    is said by its title; what an account or cost centre means for a donor, by a row.
    """

    _name = "asm.ledger.mapping"
    _description = "Mapping of a Ledger File"
    _inherit = ["mtm.restrict.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    sheet = fields.Char(help="Name of the sheet of a workbook; blank: the first.")
    header_row = fields.Integer(
        string="Row of Titles",
        help="The row that holds the titles; 0: the first that has them.",
    )
    date_order = fields.Selection(
        [("dmy", "Day first: 31/12/2025"), ("mdy", "Month first: 12/31/2025")],
        string="Dates",
        help="Blank: year first, or as days of a workbook. What can be read in two "
        "ways is refused then.",
    )
    decimal = fields.Selection(
        [(".", "Point: 1,234.50"), (",", "Comma: 1.234,50")],
        string="Decimal Sign",
        help="Blank: as each amount tells. What can be read in two ways is refused.",
    )
    sign = fields.Selection(
        [
            ("spent_positive", "Costs are positive"),
            ("spent_negative", "Costs are negative"),
        ],
        required=True,
        default="spent_positive",
        help="Of one column of amounts. Debits are costs, where there are two. Income "
        "goes the other way.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        string="All In",
        index="btree_not_null",
        ondelete="restrict",
        help="Where the file has no column of currencies.",
    )
    unknown_partner = fields.Selection(
        [("blank", "Leave blank"), ("refuse", "Refuse the line")],
        string="Unknown Partners",
        required=True,
        default="blank",
    )
    column_reference = fields.Char(
        string="Line Reference",
        help="The ledger's own reference of a line, by which it is known again. Two "
        "columns that make it together are joined by +, like Journal + Line.",
    )
    column_date = fields.Char(string="Date of Transaction", help=TITLE_OF_COLUMN)
    column_date_posted = fields.Char(string="Posted", help=TITLE_OF_COLUMN)
    column_date_paid = fields.Char(string="Paid", help=TITLE_OF_COLUMN)
    column_name = fields.Char(string="Description", help=TITLE_OF_COLUMN)
    column_account = fields.Char(string="Account", help=TITLE_OF_COLUMN)
    column_cost_center = fields.Char(string="Cost Centre", help=TITLE_OF_COLUMN)
    column_award = fields.Char(
        string="Award or Donor Code",
        help="Title of the column with the reference of the award, or with a code of "
        "the donor that an account row translates.",
    )
    column_budget_line = fields.Char(string="Budget Line", help=TITLE_OF_COLUMN)
    column_program = fields.Char(string="Programme", help=TITLE_OF_COLUMN)
    column_partner = fields.Char(string="Partner", help=TITLE_OF_COLUMN)
    column_amount = fields.Char(string="Amount", help=TITLE_OF_COLUMN)
    column_debit = fields.Char(string="Debit", help=TITLE_OF_COLUMN)
    column_credit = fields.Char(string="Credit", help=TITLE_OF_COLUMN)
    column_currency = fields.Char(string="Currency", help=TITLE_OF_COLUMN)
    column_funding = fields.Char(string="Funding", help=TITLE_OF_COLUMN)
    column_nature = fields.Char(string="Nature", help=TITLE_OF_COLUMN)
    column_subaward = fields.Char(string="Sub-Award", help=TITLE_OF_COLUMN)
    column_obligation = fields.Char(string="Obligation", help=TITLE_OF_COLUMN)
    column_invoice = fields.Char(string="Invoice", help=TITLE_OF_COLUMN)
    account_ids = fields.One2many(
        "asm.ledger.mapping.account", "mapping_id", string="Accounts", copy=True
    )
    open_count = fields.Integer(
        string="Accounts to Decide On", compute="_compute_open_count"
    )
    lacks = fields.Char(
        string="What Is Missing",
        compute="_compute_lacks",
        help="What has to be said before a file can be imported.",
    )

    _name_unique = models.UniqueIndex(
        "(company_id, name)", "There is a mapping of this name already."
    )
    _header_row_not_negative = models.Constraint(
        "CHECK (header_row >= 0)", "Rows are counted from 1; 0 finds the titles."
    )
    _one_way_of_amounts = models.Constraint(
        "CHECK (column_amount IS NULL OR (column_debit IS NULL AND column_credit IS "
        "NULL))",
        "Amounts stand in one column, or in two for debit and credit, not in both.",
    )

    @api.depends("account_ids.is_open")
    def _compute_open_count(self):
        for mapping in self:
            mapping.open_count = len(mapping.account_ids.filtered("is_open"))

    @api.depends(*(f"column_{role}" for role in ROLES), "currency_id")
    def _compute_lacks(self):
        for mapping in self:
            names = mapping._lacking()
            mapping.lacks = ", ".join(names) if names else False

    def _lacking(self):
        """Return labels of what has to be said before a file can be read."""
        self.ensure_one()
        lacking = [
            self._label(role)
            for role in ("reference", "date")
            if not self[f"column_{role}"]
        ]
        if not self.column_amount and not (self.column_debit and self.column_credit):
            lacking.append(
                self.env._(
                    "%(amount)s, or %(debit)s and %(credit)s",
                    **{name: self._label(name) for name in AMOUNTS},
                )
            )
        if not self.column_currency and not self.currency_id:
            lacking.append(self._label("currency"))
        if not (self.column_award or self.column_account or self.column_cost_center):
            lacking.append(self._label("award"))
        return lacking

    def _label(self, role):
        return self._fields[f"column_{role}"]._description_string(self.env)

    def _layout(self):
        """Return the :class:`Layout` of files of this mapping."""
        self.ensure_one()
        columns = {
            role: title.strip()
            for role in ROLES
            if (title := self[f"column_{role}"]) and title.strip()
        }
        return Layout(columns, self.header_row, self.sheet or "")
