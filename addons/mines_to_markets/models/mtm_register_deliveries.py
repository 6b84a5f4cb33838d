from odoo import models

from ..tools.cells import BadCell, fold, read_date
from ..tools.registers import Column, Known
from ..tools.tables import Problem


class MtmRegisterDeliveries(models.AbstractModel):
    """The services delivered under engagements."""

    _name = "mtm.register.deliveries"
    _description = "Register of Deliveries"
    _inherit = "mtm.register.engagements"

    _target = "mtm.service.delivery"

    def _columns(self):
        blank = self.env._("Blank: stays as it is.")
        name, number = self._stakeholder_columns()
        return [
            Column(
                "engagement_code",
                self.env._("Engagement Code"),
                "one",
                "engagement_id",
                self.env._("Code of the engagement."),
                key=True,
                required=True,
                keep=True,
            ),
            Column(
                "engagement_name",
                self.env._("Engagement"),
                "engagement_name",
                "engagement_id",
                self.env._("For the reader; it is not brought in."),
                34,
            ),
            Column(
                "service",
                self.env._("Service"),
                "one",
                "service_id",
                self.env._("Its name or code; one of the engagement's."),
                40,
                key=True,
                required=True,
                keep=True,
            ),
            name._replace(
                title=self.env._("Delivered To"),
                required=False,
                help=self.env._("Blank: the engagement's stakeholder."),
            ),
            number,
            Column(
                "date",
                self.env._("Date"),
                "date",
                "date",
                self.env._("Day of the delivery."),
                12,
                True,
                True,
                True,
            ),
            Column(
                "site",
                self.env._("Site"),
                "one",
                "site_id",
                self.env._("One name or code."),
                key=True,
            ),
            Column(
                "country", self.env._("Country"), "one", "country_id", blank, keep=True
            ),
            Column(
                "quantity",
                self.env._("Quantity"),
                "number",
                "quantity",
                blank,
                10,
                keep=True,
            ),
            Column("unit", self.env._("Unit"), "one", "uom_id", blank, 12, keep=True),
            Column(
                "participants",
                self.env._("Participants"),
                "participants",
                "count_ids",
                self.env._("All together, where people were counted."),
                12,
            ),
            Column(
                "by_category",
                self.env._("Participants by Category"),
                "categories",
                "count_ids",
                self.env._(
                    "Like Female, 18-24: 12; Male: 3. Of a dimension other than sex "
                    "and age band with the dimension's name, like Tier/Smelter: 4."
                ),
                34,
            ),
            Column(
                "status", self.env._("Status"), "choice", "state", blank, 12, keep=True
            ),
            Column(
                "delivered_by",
                self.env._("Delivered By"),
                "one",
                "user_id",
                blank,
                keep=True,
            ),
            Column("finding", self.env._("Finding"), "text", "finding", width=40),
            Column(
                "next_check", self.env._("Next Check"), "date", "date_next", width=12
            ),
        ]

    def _file_needs(self):
        return ["engagement_code", "service", "date"]

    def _key_note(self):
        return self.env._(
            "A row is about the delivery of that service to that stakeholder on that "
            "day at that site under that engagement. What fits none is added. Where "
            "there are several such deliveries, bring in all of their rows."
        )

    def _label(self, row, record):
        if record:
            return record.display_name
        names = ("service", "stakeholder", "date")
        return ", ".join(filter(None, (row.cells.get(name) for name in names)))

    def _find_problems(self, row, record, values):
        return []

    def _for_trial(self, step):
        return step.values

    # which row is what

    def _match(self, rows, plan):
        keys, problems = {}, []
        for row in rows:
            try:
                keys[row.number] = self._read_key(row, plan)
            except BadCell as bad:
                problems.append(plan.problem(row, bad.column, bad))
        known = self._find_known(keys.values(), has_site="site" in plan.columns)
        by_key = {}
        for row in rows:
            if row.number in keys:
                by_key.setdefault(keys[row.number], []).append(row)
        matches = {}
        for key, alike in by_key.items():
            found = known.get(key, self.env[self._target])
            pairs, bad = self._pair(alike, found, plan)
            matches |= pairs
            problems += bad
        return matches, problems

    def _read_key(self, row, plan):
        """Return what tells the delivery of a row.

        :raises BadCell: with the ``column`` in which it stands
        """
        key = []
        for name in ("engagement_code", "service", "date", "site"):
            try:
                key.append(self._read_key_part(name, row, plan))
            except BadCell as bad:
                bad.column = name
                raise
        engagement = self.env["mtm.engagement"].browse(key[0])
        try:
            key.append(self._find_receiver(row, engagement, plan.lookup))
        except BadCell as bad:
            bad.column = "stakeholder"
            raise
        return tuple(key)

    def _parse_stakeholder_of_row(self, column, row, lookup):
        code = row.cells.get("engagement_code", "")
        engagement = lookup.find("mtm.engagement", code)
        engagement = self.env["mtm.engagement"].browse(engagement)
        receiver = self._find_receiver(row, engagement, lookup)
        return Known(frozenset([receiver]), row.cells.get("stakeholder", ""))

    def _read_key_part(self, name, row, plan):
        text = row.cells.get(name, "")
        if not text:
            if name == "site":
                return None
            raise BadCell("blank")
        if name == "date":
            return read_date(text)
        return plan.lookup.find(self._related_model(plan.columns[name]), text)

    def _find_receiver(self, row, engagement, lookup):
        """Return the id of who received it; the engagement's own before a namesake."""
        own = engagement.sudo().partner_id
        name = row.cells.get("stakeholder", "")
        number = row.cells.get("stakeholder_number", "")
        if not name and not number:
            return own.id
        candidates = lookup.by_name.get(fold(name), ())
        if name and not number and own.id in candidates:
            return own.id
        return lookup.find_stakeholder(name, number)

    def _find_known(self, keys, has_site):
        """Return ``{key: deliveries}`` of what is there already."""
        keys = set(keys)
        deliveries = self.env[self._target].search_fetch(
            [
                ("engagement_id", "in", list({key[0] for key in keys})),
                ("date", "in", list({key[2] for key in keys})),
            ],
            ["engagement_id", "service_id", "date", "site_id", "partner_id"],
            order="id",
        )
        return deliveries.grouped(
            lambda one: (
                one.engagement_id.id,
                one.service_id.id,
                one.date,
                has_site and one.site_id.id or None,
                one.partner_id.id,
            )
        )

    def _pair(self, rows, deliveries, plan):
        """Say which of the rows of one key is which of its deliveries.

        A row that says what a delivery is already stands for it; of the others one
        row can be a change of the one delivery that is left, and no more is guessed.
        """
        pairs, problems = {}, []
        left = dict.fromkeys(deliveries)
        if len(rows) > 1 or len(left) > 1:
            known = plan.read_known(deliveries)
            for row in rows:
                same = (one for one in left if self._is_same(row, known[one.id], plan))
                if one := next(same, None):
                    pairs[row.number] = one
                    del left[one]
        others = [row for row in rows if row.number not in pairs]
        if len(others) == len(left) == 1:
            return pairs | {others[0].number: next(iter(left))}, problems
        seen = {}
        for row in others:
            cells = tuple(sorted(row.cells.items()))
            if left:
                problems.append(Problem(row.number, "", "several"))
            elif cells in seen:
                problems.append(Problem(row.number, "", "twice", str(seen[cells])))
            else:
                seen[cells] = row.number
                pairs[row.number] = self.env[self._target]
        return pairs, problems

    def _is_same(self, row, known, plan):
        changes, bad = plan.read_changes(row, known)
        return not changes and not bad
