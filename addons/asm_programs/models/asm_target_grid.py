from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.mines_to_markets.tools import numerals

from ..tools import calendars
from ._later import LATER

WORDED = ("nominal", "ordinal", "qualitative")


class Place(NamedTuple):
    """A row of the grid: a site and categories, empty recordsets for all."""

    site: models.BaseModel
    values: models.BaseModel

    @property
    def key(self):
        return self.site.id, frozenset(self.values.ids)


class AsmProgramIndicator(models.Model):
    """The server's side of the grid in which many targets are proposed at once."""

    _inherit = "asm.program.indicator"

    def action_open_target_grid(self):
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "asm_target_grid",
            "name": self.env._("Targets"),
            "context": {"active_id": self.id},
        }

    def action_view_ledger(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_ledger_action"
        )
        return action | {
            "domain": [("program_indicator_id", "=", self.id)],
            "context": {},
            "path": False,
        }

    @api.readonly
    def read_target_grid(self, year=False, kind=False, award_id=False):
        """Return the targets of one year, periods across and places down.

        :param year: number of the year, named after its end; by default this one
        :param kind: month, quarter, half or year; by default the programme's
        :param award_id: for an award's own targets; none for the programme's
        :return: dict of ``name``, ``unit``, ``is_ratio``, ``is_worded``, ``year``,
            ``kind``, ``kinds``, ``awards`` (pairs), ``periods`` (``name``,
            ``date_from``, ``date_to``), ``rows`` (``site_id``, ``value_ids``,
            ``name``) and ``cells``: a list for each row, of ``current``,
            ``proposal`` and ``is_open``
        """
        self.ensure_one()
        self.check_access("read")
        program = self.program_id
        kind = kind or program.frequency
        days_of_year = self._grid_year(year)
        periods = calendars.periods_within(kind, program.fiscal_month, *days_of_year)
        places = self._grid_places(days_of_year)
        known = self._grid_known(award_id)
        return {
            "name": self.display_name,
            "unit": self.unit or "",
            "is_ratio": self.is_ratio,
            "is_worded": self.measure in WORDED,
            "year": days_of_year.date_to.year,
            "year_name": calendars.year_name(
                days_of_year.date_from, program.fiscal_month
            ),
            "kind": kind,
            "kinds": self._grid_kinds(),
            "awards": [
                [award.id, award.display_name]
                for award in program.award_ids._filtered_access("read")
            ],
            "periods": [self._grid_period(days, kind) for days in periods],
            "rows": [self._grid_row(place) for place in places],
            "cells": [
                [self._grid_cell(known.get((place.key, days))) for days in periods]
                for place in places
            ],
        }

    def propose_targets(self, cells, reason=False, donor_reference=False):
        """Propose what was typed: all of it, or nothing and what is wrong.

        :param cells: list of dicts of ``date_from``, ``date_to``, ``site_id``,
            ``value_ids``, ``award_id`` and ``text``, as it was typed; for a ratio
            also ``3/4``. Blank takes a target back.
        :param reason: why the targets are set or changed
        :param donor_reference: where the donor agreed
        :return: ``{"errors": {number of the cell: message}, "count": proposals}``
        """
        self.ensure_one()
        self.check_access("read")
        errors, wanted = {}, []
        for number, cell in enumerate(cells):
            try:
                wanted.append((number, self._grid_values(cell)))
            except ValidationError as error:
                errors[number] = str(error)
        count = 0
        common = {"reason": reason, "donor_reference": donor_reference}
        if not errors:
            with self.env.cr.savepoint() as savepoint:
                count = self._grid_propose(wanted, common, errors)
                if errors:
                    savepoint.rollback()
                    count = 0
        return {"errors": errors, "count": count}

    def _grid_propose(self, wanted, common, errors):
        """Write and create what differs; fill ``errors`` where something is refused."""
        # what is typed together is compared together, whatever comes first
        targets = self.env["asm.target"].with_context(asm_parts_checked=LATER)
        families = targets.search([("program_indicator_id", "=", self.id)]).grouped(
            lambda version: version._cell_key()
        )
        made = {}
        for number, values in wanted:
            key = tuple(values[name] for name in targets._cell_fields)
            family = families.get(key, targets)
            try:
                with self.env.cr.savepoint():
                    version = self._grid_write(family, values, common)
            except UserError as error:
                errors[number] = str(error)
            else:
                made |= {version: number} if version else {}
        if made and not errors:
            try:
                targets.union(*made)._check_parts(with_proposals=True)
            except ValidationError as error:
                errors[next(iter(made.values()))] = str(error)
        return len(made)

    def _grid_write(self, family, values, common):
        """Propose what a cell says, in its open proposal or a new one.

        :param family: the versions of the cell
        :return: the proposal, or none where the cell says so already
        """
        waiting = family.filtered(lambda version: version.state == "proposed")
        current = family._latest_approved()
        if self._grid_is_same(values, waiting or current):
            return None
        if current and not common["reason"]:
            raise ValidationError(
                self.env._(
                    "The target is %(current)s now. Say below why it changes.",
                    current=current.shown or self.env._("blank"),
                )
            )
        if waiting:
            waiting.write(values | common)
            return waiting
        return family.create(values | common)

    def _grid_is_same(self, values, version):
        numbers = ("value", "numerator", "denominator")
        if not version:
            return all(values[name] is False for name in numbers)
        # blank is not zero, and Python takes it for one
        return all(
            values[name] == version[name]
            and (values[name] is False) == (version[name] is False)
            for name in numbers
        )

    def _grid_values(self, cell):
        """Return the values of a version that a cell stands for.

        :raises ValidationError: where what was typed is no number
        """
        values = self.env["mtm.dimension.value"].browse(cell.get("value_ids") or ())
        numbers = dict.fromkeys(("value", "numerator", "denominator"), False)
        text = (cell.get("text") or "").strip()
        if self.is_ratio and "/" in text:
            over, _slash, under = text.partition("/")
            numbers["numerator"] = self._grid_number(over)
            numbers["denominator"] = self._grid_number(under)
        else:
            numbers["value"] = self._grid_number(text)
        return numbers | {
            "program_indicator_id": self.id,
            "award_id": cell.get("award_id") or False,
            "date_from": fields.Date.to_date(cell["date_from"]),
            "date_to": fields.Date.to_date(cell["date_to"]),
            "site_id": cell.get("site_id") or False,
            "disaggregation_id": self.env["mtm.disaggregation"]._for_values(values).id,
        }

    def _grid_number(self, text):
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        try:
            number = numerals.parse(text, lang.decimal_point, lang.thousands_sep or "")
        except numerals.NotANumber as bad:
            raise ValidationError(
                self.env._(
                    '"%(text)s" is no number of zero or more. Write digits only, or '
                    "leave the cell blank.",
                    text=text[:40],
                )
            ) from bad
        return False if number is None else float(number)

    def _grid_kinds(self):
        """Return ``[(key, label)]`` of the periods that targets can be set for."""
        kinds = list(calendars.MONTHS_OF_KIND)
        field = self.env["asm.period"]._fields["kind"]
        labels = dict(field._description_selection(self.env))
        finest = kinds.index(self.program_id.frequency)
        return [[kind, labels[kind]] for kind in kinds[finest:]]

    def _grid_year(self, year):
        """Return the days of a year of the programme's calendar."""
        month = self.program_id.fiscal_month
        if not year:
            return calendars.period_of(fields.Date.context_today(self), "year", month)
        # the last month of a year, which names it
        last = fields.Date.to_date(f"{int(year):04}-{(month + 10) % 12 + 1:02}-01")
        return calendars.period_of(last, "year", month)

    def _grid_period(self, days, kind):
        return {
            "name": calendars.period_name(
                days.date_from, kind, self.program_id.fiscal_month
            ),
            "date_from": fields.Date.to_string(days.date_from),
            "date_to": fields.Date.to_string(days.date_to),
        }

    def _grid_places(self, days):
        """Return the total, its categories and the sites; those of earlier targets."""
        nowhere = self.env["mtm.site"]
        everybody = self.env["mtm.dimension.value"]
        places = [Place(nowhere, everybody)]
        # as it is reported; a finer split is there once it has a target
        for dimension in self.assignment_ids.dimension_ids or self.dimension_ids:
            values = dimension.value_ids._valid_on(*days)
            if dimension.code == "mineral":
                codes = set(self.program_id.mineral_ids.mapped("code"))
                values = values.filtered(lambda v, c=codes: v.code in c) or values
            places += [Place(nowhere, value) for value in values]
        places += [Place(site, everybody) for site in self.assignment_ids.site_ids]
        places += [
            Place(target.site_id, target.disaggregation_id.value_ids)
            for target in self.target_ids
        ]
        return list({place.key: place for place in places}.values())

    def _grid_row(self, place):
        names = [place.site.name, *place.values.sorted().mapped("name")]
        return {
            "site_id": place.site.id,
            "value_ids": place.values.ids,
            "name": ", ".join(filter(None, names)) or self.env._("Total"),
        }

    def _grid_known(self, award_id):
        """Return ``{(place, days): versions}`` of the targets of an owner."""
        versions = self.target_ids.filtered(
            lambda target: target.award_id.id == (award_id or False)
        )
        return versions.grouped(
            lambda target: (
                Place(target.site_id, target.disaggregation_id.value_ids).key,
                calendars.Window(target.date_from, target.date_to),
            )
        )

    def _grid_cell(self, family):
        if not family:
            return {"current": "", "proposal": "", "is_open": False}
        waiting = family.filtered(lambda version: version.state == "proposed")
        return {
            "current": family._latest_approved()._typed(),
            "proposal": waiting[:1]._typed(),
            "is_open": bool(waiting),
        }


class AsmTarget(models.Model):
    _inherit = "asm.target"

    def _typed(self):
        """Return what one would type for this version; empty for a blank."""
        if not self:
            return ""
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        numbers = (self._decimal(n) for n in ("value", "numerator", "denominator"))
        shown = [
            None if n is None else self._plain(n).replace(".", lang.decimal_point)
            for n in numbers
        ]
        return shown[0] or "/".join(filter(None, shown[1:]))
