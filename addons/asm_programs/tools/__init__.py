"""The one calculation behind every number: plain Python, no ORM.

``asm.program.indicator.read_results`` fetches approved rows and calls
:func:`results.read`; screens, workbooks, reports and the API only show what comes
back. Import the modules by name, this package imports none of them.

================  ====================================================================
module            what it is for
================  ====================================================================
results           the entry: ``read`` gives the cells of one programme indicator
formula_results   the same for an indicator computed from others
facts             what goes in: rows, definition, what was expected, overlaps
calendars         periods of a calendar, windows, names of years and quarters
targets           which target or baseline holds
achievement       actual against target: percentage and state
validation        parts against their total, before a number is stored
credit            dated shares of awards, whole units, categories
formula, units    the language of formulas; whether their units go together
wording           the reasons and notes that cells carry
rounding          half away from zero, largest remainder, controlled rounding
amounts           a value, or a numerator with its denominator; blank is not zero
clock             the moment that facts are stamped with
subaward_money    where a sub-award stands: paid, spent, to account for
papers            what a file from outside is, by its content
================  ====================================================================

Inside of ``results``, in the order of the calculation: ``cells`` (corrections,
grain, what is not disaggregated), ``timewise``, ``placewise``, ``overlapping``,
``crediting``; ``reading`` and ``lines`` hold them together.

How a number is read::

    definition = facts.Definition(time_aggregation="sum", exclusive={"sex"})
    cells = results.read(
        definition,
        [facts.Fact(site_id, partner_id, period_id, date_from, date_to, ...), ...],
        calendars.Window(date_from, date_to),
        by=("site", "sex"),
        expected=[facts.Slot(site_id, partner_id, period_id, date_from, date_to)],
        overlaps=[facts.Overlap(...)],
        credit=credit.Credit(award_id, [credit.Share(...), ...]),
        weights={site_id: Decimal(...)},
        factor=Decimal(1),
    )

Facts are *all* approved rows of one programme indicator up to the window's last
day, not only those inside it: stocks are carried from before, running totals open
before. Read by award without a filter on sites and filter the cells afterwards:
whole units are dealt out over all places at once.

A row ``_overlap`` among the categories of a cell is what declared overlaps take
away; it is part of the total already.
"""
