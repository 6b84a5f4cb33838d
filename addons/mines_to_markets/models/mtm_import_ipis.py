import datetime

from odoo import Command, fields, models
from odoo.tools import format_date

from ..tools import ipis
from ..tools.cells import fold
from ..tools.numerals import show
from ..tools.plans import Note, Plan, Refusal, Step
from ..tools.tables import Problem

COLUMNS = {
    "name": "name",
    "state_id": "province",
    "locality": ", ".join(ipis.LOCALITY),
    "latitude": "latitude",
    "longitude": "longitude",
    "mineral_ids": ", ".join(ipis.MINERALS),
    "date_last_visit": "visit_date",
    "worker_count": "workers_numb",
}


class MtmImport(models.Model):
    """Mine sites from a file of visits in the layout of the IPIS open data.

    All visits of a ``pcode`` make one site, which is as its latest visit says: what
    is blank there becomes blank. A visit older than what the site shows changes
    nothing. What the file says about armed groups is not imported.
    """

    _inherit = "mtm.import"

    kind = fields.Selection(
        selection_add=[("ipis", "Mine sites (IPIS layout)")],
        ondelete={"ipis": "cascade"},
    )

    def _columns_ipis(self):
        return ipis.REQUIRED, ipis.OPTIONAL

    def _plan_ipis(self, table):
        country = self.env.ref("base.cd")
        self._check_ipis_rights(country)
        visits, problems = ipis.read_visits(table.rows, fields.Date.context_today(self))
        minerals, provinces = self._minerals_by_key(), self._provinces_by_key(country)
        for visit in visits:
            problems += self._find_unknown(visit, minerals, provinces)
        bad_rows = {problem.row for problem in problems}
        latest = ipis.pick_latest(
            visit for visit in visits if visit.row not in bad_rows
        )
        problems = sorted([*table.problems, *problems])
        return Plan(
            model="mtm.site",
            steps=list(self._plan_sites(table, country, latest, minerals, provinces)),
            errors=[self._note_problem(problem) for problem in problems],
            row_count=len(table.rows) + len(table.problems),
            record_count=len(latest),
        )

    def _check_ipis_rights(self, country):
        sites = self.env["mtm.site"]
        sites.check_access("create")
        sites.check_access("write")
        # of users' restrictions only an administrator may read more than own ones
        scope = self.env.user.sudo().staff_scope_ids.country_ids
        if scope and country not in scope:
            raise Refusal(
                self.env._(
                    "This file is about %(country)s, and you work on %(countries)s. "
                    "Ask a colleague who works on %(country)s to import it.",
                    country=country.name,
                    countries=", ".join(scope.mapped("name")),
                )
            )

    def _minerals_by_key(self):
        """Return ``{folded code, name or alias: minerals}``, in every language."""
        minerals = self.env["mtm.mineral"].search([("active", "=", True)])
        found = {}

        def add(text, mineral):
            key = fold(text)
            found[key] = found.get(key, minerals.browse()) | mineral

        for lang, _name in self.env["res.lang"].get_installed():
            for mineral in minerals.with_context(lang=lang):
                add(mineral.name, mineral)
        for mineral in minerals:
            add(mineral.code, mineral)
            for alias in mineral.alias_ids:
                add(alias.name, mineral)
        return found

    def _provinces_by_key(self, country):
        provinces = self.env["res.country.state"].search(
            [("country_id", "=", country.id)]
        )
        return {fold(province.name): province for province in provinces}

    def _find_unknown(self, visit, minerals, provinces):
        for column, name in visit.minerals.items():
            found = minerals.get(fold(name), ())
            if len(found) != 1:
                reason = "ambiguous" if found else "mineral"
                yield Problem(visit.row, column, reason, name)
        if visit.province and fold(visit.province) not in provinces:
            yield Problem(visit.row, "province", "province", visit.province)

    def _plan_sites(self, table, country, latest, minerals, provinces):
        """Yield a step for each site that is not yet as its latest visit says."""
        sites = self.env["mtm.site"].with_context(active_test=False)
        known = sites.search(
            [("country_id", "=", country.id), ("code", "in", list(latest))]
        )
        by_code = {site.code: site for site in known}
        for visit in sorted(latest.values(), key=lambda visit: visit.row):
            values = self._site_values(table, visit, minerals, provinces)
            site = by_code.get(visit.code)
            if not site:
                yield self._plan_new_site(country, visit, values)
            elif (not site.date_last_visit or visit.date >= site.date_last_visit) and (
                step := self._plan_known_site(site, visit, values)
            ):
                yield step

    def _site_values(self, table, visit, minerals, provinces):
        """Return ``{field: value}``, blank as None and relations as recordsets."""
        found = self.env["mtm.mineral"].union(
            *(minerals[fold(name)] for name in visit.minerals.values())
        )
        values = {
            "name": visit.name,
            "state_id": provinces.get(fold(visit.province)),
            "latitude": visit.latitude,
            "longitude": visit.longitude,
            "mineral_ids": found or None,
            "date_last_visit": visit.date,
            "worker_count": visit.workers,
        }
        if table.columns.issuperset(ipis.LOCALITY):
            values["locality"] = visit.locality or None
        return values

    def _plan_new_site(self, country, visit, values):
        label = f"{visit.name} ({visit.code})"
        written = {
            "code": visit.code,
            "kind": "mine",
            "country_id": country.id,
            **{name: self._to_write(name, value) for name, value in values.items()},
        }
        return Step(visit.row, None, written, [Note(visit.row, "add", "", label)])

    def _plan_known_site(self, site, visit, values):
        """Return the step to what the visit says, or None when the site says so."""
        changed, cleared, written = [], [], {}
        for name, value in values.items():
            current = _none_if_blank(site[name])
            if current != value:
                written[name] = self._to_write(name, value)
                (cleared if value is None else changed).append((name, current, value))
        if not written:
            return None
        label = f"{site.name} ({visit.code})"
        notes = [self._note(visit, "clear", label, [change]) for change in cleared]
        if changed:
            notes.insert(0, self._note(visit, "change", label, changed))
        return Step(visit.row, site.id, written, notes)

    def _note(self, visit, action, label, changes):
        """Say in one line what becomes of a site, by ``(field, before, after)``."""
        columns = ", ".join(COLUMNS[name] for name, *_values in changes)
        texts = "; ".join(
            f"{self._label(name)} {self._show(before)} → {self._show(after)}"
            for name, before, after in changes
        )
        return Note(visit.row, action, columns, f"{label}: {texts}")

    def _to_write(self, name, value):
        field = self.env["mtm.site"]._fields[name]
        if field.type == "many2many":
            return [Command.set(value.ids if value else [])]
        if field.type == "many2one":
            return value.id if value else False
        return False if value is None else value

    def _label(self, name):
        return self.env["mtm.site"]._fields[name]._description_string(self.env)

    def _show(self, value):
        if value is None:
            return self.env._("blank")
        if isinstance(value, models.BaseModel):
            return ", ".join(value.mapped("name"))
        if isinstance(value, datetime.date):
            return format_date(self.env, value)
        return value if isinstance(value, str) else show(value)

    def _note_problem(self, problem):
        texts = self._problem_texts(problem)
        return Note(problem.row, "error", problem.column, texts[problem.reason])

    def _problem_texts(self, problem):
        value = problem.value[:80]
        column = problem.column
        return self._get_layout()._problem_texts(column, value) | {
            "future": self.env._(
                "The visit of %(value)s lies in the future. Correct the date.",
                value=value,
            ),
            "count": self.env._(
                '"%(value)s" is no whole number. Write digits only, or leave the cell '
                "blank when nobody counted.",
                value=value,
            ),
            "number": self.env._(
                '"%(value)s" is no number. Write degrees with decimals, like -1.935, '
                "or leave both coordinates blank.",
                value=value,
            ),
            "range": self.env._(
                "%(value)s degrees is not on the globe: %(column)s goes from -%(most)s "
                "to %(most)s. Correct the number.",
                value=value,
                column=column,
                most=90 if column == "latitude" else 180,
            ),
            "unpaired": self.env._(
                "%(column)s is blank and the other coordinate is not. Fill in both or "
                "none.",
                column=column,
            ),
            "mineral": self.env._(
                '"%(value)s" is no known mineral. Correct the name, or have it added '
                "as an alias of a mineral under Configuration / Lists / Minerals.",
                value=value,
            ),
            "ambiguous": self.env._(
                '"%(value)s" stands for more than one mineral. Use another name, or '
                "have the aliases corrected under Configuration / Lists / Minerals.",
                value=value,
            ),
            "province": self.env._(
                '"%(value)s" is no known province of DR Congo. Correct the name, or '
                "add the province under Contacts / Configuration / Fed. States.",
                value=value,
            ),
        }


def _none_if_blank(value):
    """Return None for a blank; 0 is a number."""
    if value is False or value == "":
        return None
    return None if isinstance(value, models.BaseModel) and not value else value
