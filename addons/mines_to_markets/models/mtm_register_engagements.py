from odoo import models

from ..tools.cells import BadCell, fold, read_date
from ..tools.registers import Column
from ..tools.tables import Problem


class MtmRegisterEngagements(models.AbstractModel):
    """The engagements that we have, closed ones included."""

    _name = "mtm.register.engagements"
    _description = "Register of Engagements"
    _inherit = "mtm.register"

    _target = "mtm.engagement"

    def _columns(self):
        blank = self.env._("Blank: stays as it is.")
        by_names = self.env._("Names, separated by a semicolon.")
        return [
            Column(
                "code",
                self.env._("Code"),
                "text",
                "code",
                self.env._("Blank for a new engagement: it gets the next one."),
                key=True,
                keep=True,
            ),
            Column(
                "name",
                self.env._("Engagement"),
                "text",
                "name",
                blank,
                40,
                True,
                keep=True,
            ),
            *self._stakeholder_columns(),
            Column("stage", self.env._("Stage"), "one", "stage_id", blank, keep=True),
            Column(
                "manager", self.env._("Manager"), "one", "user_id", blank, 22, keep=True
            ),
            Column("team", self.env._("Team"), "many", "member_ids", by_names, 26),
            Column(
                "services", self.env._("Services"), "many", "service_ids", by_names, 40
            ),
            Column(
                "countries",
                self.env._("Countries"),
                "many",
                "country_ids",
                by_names,
                24,
            ),
            Column(
                "minerals", self.env._("Minerals"), "many", "mineral_ids", by_names, 24
            ),
            Column("sites", self.env._("Sites"), "many", "site_ids", by_names, 24),
            Column(
                "agreements",
                self.env._("Agreements"),
                "many",
                "agreement_ids",
                self.env._("Codes, separated by a semicolon."),
            ),
            *self._life_columns(blank),
        ]

    def _life_columns(self, blank):
        return [
            Column(
                "start",
                self.env._("Start"),
                "date",
                "date_start",
                blank,
                12,
                key=True,
                keep=True,
            ),
            Column("end", self.env._("End"), "date", "date_end", width=12),
            Column("review", self.env._("Next Review"), "date", "date_review"),
            Column("renewal", self.env._("Renewal By"), "date", "date_renewal"),
            Column(
                "health", self.env._("Health"), "choice", "health", blank, 12, keep=True
            ),
            Column(
                "health_reason",
                self.env._("Reason of Health"),
                "text",
                "health_reason",
                self.env._("Needed where the health is not On track."),
                30,
            ),
            Column(
                "outcome",
                self.env._("Outcome"),
                "choice",
                "outcome",
                self.env._("Needed to close an engagement, as are the lessons."),
            ),
            Column("lessons", self.env._("Lessons"), "text", "lessons", width=30),
        ]

    def _stakeholder_columns(self):
        return [
            Column(
                "stakeholder",
                self.env._("Stakeholder"),
                "stakeholder",
                "partner_id",
                self.env._("Its name, as in the register of stakeholders."),
                36,
                key=True,
                required=True,
                keep=True,
            ),
            Column(
                "stakeholder_number",
                self.env._("Stakeholder Number"),
                "stakeholder_number",
                "partner_id",
                self.env._(
                    "Its IATI organisation identifier or registration number. Needed "
                    "where several have the same name."
                ),
            ),
        ]

    def _file_needs(self):
        return ["code"]

    def _key_note(self):
        return self.env._(
            "A row with a code is about the engagement of that code. A row without one "
            "is about the engagement of that name with that stakeholder, from that "
            "start. What fits none is added."
        )

    def _label(self, row, record):
        if record:
            return f"{record.code} {record.name}"
        code = row.cells.get("code")
        name = row.cells.get("name") or row.cells.get("stakeholder", "")
        return f"{code} {name}" if code else name

    def _find_problems(self, row, record, values):
        start = values.get("start", record.date_start)
        end = values.get("end", record.date_end)
        problems = []
        if start and end and end < start:
            problems.append(Problem(row.number, "end", "order", str(end)))
        health = values.get("health", record.health) or "on_track"
        reason = values.get("health_reason", record.health_reason)
        if health != "on_track" and not reason:
            problems.append(Problem(row.number, "health_reason", "blank"))
        return problems

    def _for_trial(self, step):
        # a number of the sequence that is taken does not come back
        return {"code": f"~{step.row}"} | step.values

    def _match(self, rows, plan):
        by_code = self._find_by_code(rows)
        hidden = self._find_hidden_codes(rows)
        by_name = self._find_by_name(rows, plan.lookup)
        matches, problems, taken = {}, [], {}
        for row in rows:
            try:
                found = self._match_row(row, by_code, by_name, plan.lookup)
            except BadCell as bad:
                problems.append(plan.problem(row, "stakeholder", bad))
                continue
            if len(found) > 1:
                problems.append(Problem(row.number, "name", "several"))
                continue
            if not found and row.cells.get("code") in hidden:
                problems.append(
                    Problem(row.number, "code", "hidden", row.cells["code"])
                )
                continue
            key = found or self._key_of(row)
            if key in taken:
                problems.append(Problem(row.number, "", "twice", str(taken[key])))
                continue
            taken[key] = row.number
            matches[row.number] = found
        return matches, problems

    def _key_of(self, row):
        code = row.cells.get("code")
        names = ("stakeholder", "stakeholder_number", "name", "start")
        return code or tuple(fold(row.cells.get(name, "")) for name in names)

    def _find_by_code(self, rows):
        codes = {row.cells.get("code") for row in rows} - {"", None}
        target = self.env[self._target].with_context(active_test=False)
        found = {}
        # codes are the company's own, and the one the user works in comes first
        for one in target.search([("code", "in", list(codes))]):
            if one.code not in found or one.company_id == self.env.company:
                found[one.code] = one.with_env(self.env)
        return found

    def _find_hidden_codes(self, rows):
        """Return the codes that the company has given, whoever may see for what."""
        codes = {row.cells.get("code") for row in rows} - {"", None}
        # a code is taken for everyone: the database would refuse the row anyway
        target = self.env[self._target].sudo().with_context(active_test=False)
        return set(
            target.search(
                [("code", "in", list(codes)), ("company_id", "=", self.env.company.id)]
            ).mapped("code")
        )

    def _find_by_name(self, rows, lookup):
        """Return ``{(stakeholder, folded name): engagements}`` of rows without code."""
        partners = set()
        for row in rows:
            if not row.cells.get("code"):
                try:
                    partners |= self._stakeholder_of(row, lookup)
                except BadCell:
                    continue  # that is said when the row is matched
        target = self.env[self._target].with_context(active_test=False)
        engagements = target.search([("partner_id", "in", list(partners))])
        return engagements.with_env(self.env).grouped(
            lambda one: (one.partner_id.id, fold(one.name or ""))
        )

    def _stakeholder_of(self, row, lookup):
        return self._parse_stakeholder_of_row(None, row, lookup).value

    def _match_row(self, row, by_code, by_name, lookup):
        none = self.env[self._target]
        if code := row.cells.get("code"):
            return by_code.get(code, none)
        [partner] = self._stakeholder_of(row, lookup) or [None]
        name = row.cells.get("name") or row.cells.get("stakeholder", "")
        found = by_name.get((partner, fold(name)), none)
        try:
            start = read_date(row.cells.get("start", ""))
        except BadCell:
            return found  # that is said where the cell is read
        return found.filtered(lambda one: not start or one.date_start == start)
