from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import calendars
from ._portfolio import SPLITS, Portfolio
from ._portfolio_summed import SummedPortfolio
from ._summary_source import sees_all_numbers

LAST = float("inf")


def _days_of(period):
    return period.date_start, period.date_end, period.id


class AsmPortfolio(models.AbstractModel):
    """Adds up one definition over all programmes that use it, through the library."""

    _name = "asm.portfolio"
    _description = "Portfolio"

    @api.model
    @api.readonly
    def read_totals(
        self,
        date_from,
        date_to,
        by=(),
        indicator_ids=None,
        program_ids=None,
        as_of=None,
    ):
        """Add up numbers over programmes, with the reader's rights.

        Numbers of different definitions are never added: each row names its
        definition, the newest of its comparable versions that is used. What a
        programme takes in of its parts counts once. A programme of several themes is
        shown under each, the total is added up apart.

        :param date_from: first day of the window
        :param date_to: last day of the window; only periods wholly inside count
        :param by: what to split by, of ``indicator``, ``program``, ``country``,
            ``theme``, ``sdg``, ``period``, ``site``, ``award``. A number without a site
            is of its programme's country, where that has one. The theme is that of
            the definition, else those of the programme. An award is shown with what
            it is credited with.
        :param indicator_ids: ids of definitions, in whatever version; none: all
        :param program_ids: ids of programmes; none: all. They come with what they
            take in of their parts.
        :param as_of: moment whose knowledge is used; none for now
        :return: list of dicts: ``indicator_id``, ``<split>_id`` for all that it is
            split by (``None``: it has none), ``is_total``, ``is_overlap``, ``value``,
            ``numerator``, ``denominator`` (Decimal or ``None``), ``reported``,
            ``expected``, ``carried``, ``reason``, ``notes``. Of each definition the
            total comes first.
        :raises UserError: for a split that there is not
        """
        wanted = tuple(dict.fromkeys(by))
        return self.read_groupings(
            date_from, date_to, [wanted], indicator_ids, program_ids, as_of
        )[0]

    @api.model
    @api.readonly
    def read_groupings(
        self,
        date_from,
        date_to,
        groupings,
        indicator_ids=None,
        program_ids=None,
        as_of=None,
    ):
        """Read several splits of the same numbers at once.

        :param groupings: list of what to split by, see :meth:`read_totals`
        :return: list of what :meth:`read_totals` returns, one for each grouping
        """
        self._check_splits(groupings)
        Line = self.env["asm.program.indicator"]
        Line.check_access("read")
        domain = self._domain(indicator_ids, program_ids)
        window = calendars.Window(
            fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        )
        groupings = [tuple(by) for by in groupings]
        if as_of or not sees_all_numbers(self.env):
            portfolio = Portfolio(Line.search(domain), window, Line._moment(as_of))
            found = [portfolio.rows(by) for by in groupings]
        else:
            found = SummedPortfolio(Line, domain, window).rows_of(groupings)
        return [self._in_order(*pair) for pair in zip(found, groupings, strict=True)]

    def _in_order(self, rows, by):
        """Put the rows in order: by definition, the total first, periods by time."""
        ranks = self._ranks(rows, "indicator_id", lambda i: (i.code, i.id))
        columns = [
            [ranks[row["indicator_id"]] for row in rows],
            [not row["is_total"] for row in rows],
        ]
        for name in (f"{name}_id" for name in by if name != "indicator"):
            ids = [row[name] for row in rows]
            if name == "period_id":
                ranks = self._ranks(rows, name, _days_of)
                ids = [ranks.get(period_id) for period_id in ids]
            columns.append([LAST if key is None else key for key in ids])
        columns.append([row["is_overlap"] for row in rows])
        places = list(zip(*columns, strict=True))
        return [rows[n] for n in sorted(range(len(rows)), key=places.__getitem__)]

    def _ranks(self, rows, name, key):
        """Return ``{id: place}`` of the records that a field of rows names."""
        model = {"indicator_id": "asm.indicator", "period_id": "asm.period"}[name]
        records = self.env[model].browse({row[name] for row in rows} - {None})
        return {record.id: n for n, record in enumerate(records.sorted(key))}

    def _check_splits(self, groupings):
        unknown = {name for by in groupings for name in by} - set(SPLITS)
        if unknown:
            raise UserError(
                self.env._(
                    "A portfolio cannot be split by %(unknown)s; it can by %(known)s.",
                    unknown=", ".join(sorted(map(str, unknown))),
                    known=", ".join(SPLITS),
                )
            )

    def _domain(self, indicator_ids, program_ids):
        domain = [("indicator_id.measure", "in", ("unit", "percentage"))]
        if indicator_ids is not None:
            versions = self.env["asm.indicator"].browse(indicator_ids)._all_comparable()
            domain.append(("indicator_id", "in", versions.ids))
        if program_ids is not None:
            domain.append(("program_id", "in", list(program_ids)))
        return domain
