import json
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL


class AccountAnalyticLine(models.Model):
    """Ledger lines that arrive by the file: what names them, and how many are written.

    A reference of the ledger names one line at a time: what was reversed may be
    entered again, as it should have been.
    """

    _inherit = "account.analytic.line"

    invoice_reference = fields.Char(
        string="Invoice", help="The number of the document behind the line."
    )
    is_reversed = fields.Boolean(
        string="Reversed",
        compute="_compute_is_reversed",
        store=True,
        help="Another line takes this one back.",
    )

    _ledger_reference_unique = models.UniqueIndex(
        "(company_id, ledger_reference) WHERE ledger_reference IS NOT NULL AND "
        "is_reversed IS NOT TRUE",
        "The ledger has a line with this reference already.",
    )

    @api.depends("reversal_ids")
    def _compute_is_reversed(self):
        for line in self:
            line.is_reversed = bool(line.reversal_ids)

    @api.model
    def _insert_lines(self, vals_list):
        """Create ledger lines of awards in one statement, as ``create`` makes them.

        Rights, record rules, constraints and what depends on the lines are looked
        after as in ``create``; what takes its time there is each single row.

        :param vals_list: values of lines, each with an award
        :return: the lines, in that order
        """
        self.browse().check_access("create")
        if not vals_list:
            return self.browse()
        rows = self._whole_rows(self._completed(vals_list))
        ids = self._new_ids(len(rows))
        for number, row in zip(ids, rows, strict=True):
            row["id"] = number
        names = sorted({name for row in rows for name in row})
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (%(columns)s) SELECT %(columns)s "
                "FROM jsonb_populate_recordset(NULL::%(table)s, %(rows)s::jsonb)",
                table=SQL.identifier(self._table),
                columns=SQL(", ").join(map(SQL.identifier, names)),
                rows=json.dumps(rows, default=str),
            )
        )
        lines = self.browse(ids)
        lines._follow_insert(names)
        lines._check_companies(rows)
        return lines

    def _completed(self, vals_list):
        """Return values with what follows from the awards that they name."""
        by_award = defaultdict(list)
        for vals in vals_list:
            by_award[vals["award_id"]].append(dict(vals))
        # as in create: who books a line may not have rights on the award
        for award in self.env["asm.award"].sudo().browse(by_award):
            self._complete(award, by_award[award.id])
        completed = {number: iter(found) for number, found in by_award.items()}
        return [next(completed[vals["award_id"]]) for vals in vals_list]

    def _new_ids(self, count):
        sequence = f"{self._table}_id_seq"
        rows = self.env.execute_query(
            SQL("SELECT nextval(%s) FROM generate_series(1, %s)", sequence, count)
        )
        return [number for [number] in rows]

    def _whole_rows(self, vals_list):
        """Return values for the same columns in each, as the database takes them."""
        now, uid = self.env.cr.now(), self.env.uid
        shared = {
            "create_uid": uid,
            "create_date": now,
            "write_uid": uid,
            "write_date": now,
        }
        blank = {
            name: value
            for name, value in self._add_missing_default_values({}).items()
            if self._fields[name].store and self._fields[name].column_type
        }
        shared["is_reversed"] = False
        currencies = self._currencies_of(vals_list)
        # what is no yes or no is blank where it is False
        kept = {name for name, field in self._fields.items() if field.type == "boolean"}
        return [
            {
                name: value
                for name, value in (
                    blank | shared | vals | currencies[vals["award_id"]]
                ).items()
                if value is not False or name in kept
            }
            for vals in vals_list
        ]

    def _currencies_of(self, vals_list):
        """Return what follows from the award of a line and is stored with it."""
        awards = self.env["asm.award"].sudo().browse({v["award_id"] for v in vals_list})
        return {
            award.id: {
                "award_currency_id": award.currency_id.id,
                "currency_id": award.company_id.currency_id.id,
            }
            for award in awards
        }

    def _follow_insert(self, names):
        """Do for lines that are in the database what ``create`` does after that."""
        given = [self._fields[name] for name in names if self._fields[name].compute]
        with self.env.protecting(given, self):
            self.modified(self._fields, create=True)
        self.check_access("create")
        self._validate_fields(self._fields)
        self.env.flush_all()
        self.invalidate_recordset()

    def _check_companies(self, rows):
        """Check what has to be of the line's company, each record once."""
        found = {}
        for name, field in self._fields.items():
            if field.relational and getattr(field, "check_company", False):
                for row in rows:
                    if row.get(name):
                        found[name, row["company_id"], row[name]] = row["id"]
        self.browse(sorted(set(found.values())))._check_company()
