from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _glance_next(self):
        return {
            "title": self.env._("What comes next"),
            "model": "mtm.engagement",
            "domain": Domain.TRUE,
            "read": self._read_glance_next,
            "empty": self.env._("Nothing planned"),
        }

    def _glance_upcoming(self):
        """Return what has a date to come: ``[(what, model, domain, date field)]``.

        What was promised or planned and not done stays in it when it is late; what
        expires leaves it on its last day.
        """
        partner = Domain("partner_id", "=", self.id)
        engagements = self._glance_engagement_domain()
        # by id: as a subquery they would hide the indexes of what is looked for
        ours = self.env["mtm.engagement"].search(engagements, order="id").ids
        about_ours = Domain("res_model", "=", "mtm.engagement") & Domain(
            "res_id", "in", ours
        )
        about_it = Domain("res_model", "=", "res.partner") & Domain(
            "res_id", "=", self.id
        )
        attended = Domain("partner_ids.commercial_partner_id", "=", self.id)
        open_engagements = engagements & Domain("stage_id.is_closed", "=", False)
        today = fields.Date.context_today(self)
        return [
            (
                self.env._("Activity"),
                "mail.activity",
                about_it | about_ours,
                "date_deadline",
            ),
            (
                self.env._("Commitment"),
                "mtm.commitment",
                partner & Domain("state", "=", "open"),
                "date_due",
            ),
            (
                self.env._("Meeting"),
                "calendar.event",
                (attended | Domain("engagement_id", "in", ours))
                & Domain("start", ">=", today),
                "start",
            ),
            (
                self.env._("Check"),
                "mtm.finding",
                partner
                & Domain("state", "=", "open")
                & Domain("date_next", "!=", False),
                "date_next",
            ),
            (
                self.env._("Agreement ends"),
                "agreement",
                partner
                & Domain("signature_date", "!=", False)
                & Domain("end_date", ">=", today),
                "end_date",
            ),
            (
                self.env._("Vetting expires"),
                "mtm.vetting",
                partner
                & Domain("is_current", "=", True)
                & Domain("date_expiry", ">=", today),
                "date_expiry",
            ),
            (
                self.env._("Licence expires"),
                "mtm.licence",
                partner & Domain("date_expiry", ">=", today),
                "date_expiry",
            ),
            (
                self.env._("Engagement ends"),
                "mtm.engagement",
                open_engagements & Domain("date_end", ">=", today),
                "date_end",
            ),
        ]

    def _read_glance_next(self, section):
        """Find the first of all that is to come, in one statement."""
        upcoming = [
            entry
            for entry in self._glance_upcoming()
            if self.env[entry[1]].has_access("read")
        ]
        found = self.env.execute_query(
            SQL(
                "%s ORDER BY 3, 1, 2 LIMIT %s",
                SQL(" UNION ALL ").join(
                    self._select_upcoming(number, model, domain, name)
                    for number, (_what, model, domain, name) in enumerate(upcoming)
                ),
                self._glance_rows,
            )
        )
        headings = [self.env._("When"), self.env._("What"), self.env._("Who")]
        rows = self._describe_upcoming(upcoming, found)
        if self.env.context.get("glance_on_paper"):
            headings.pop()
            for row in rows:
                row["cells"].pop()
        return {"headings": headings, "rows": rows, "total": len(found)}

    def _select_upcoming(self, number, model, domain, name):
        """Return the statement for one model, under the reader's rules."""
        model = self.env[model]
        query = model._search(domain, order=name, limit=self._glance_rows)
        return SQL(
            "(%s)",
            query.select(
                SQL("%s::int", number),
                SQL.identifier(query.table, "id"),
                SQL("%s::date", model._field_to_sql(query.table, name, query)),
            ),
        )

    def _describe_upcoming(self, upcoming, found):
        # names come by the ORM, which hides what a private meeting is about
        records = {
            number: self.env[upcoming[number][1]]
            .browse(id_ for n, id_, _date in found if n == number)
            .grouped("id")
            for number in {number for number, _id, _date in found}
        }
        today = fields.Date.context_today(self)
        rows = []
        for number, id_, date in found:
            record = records[number][id_]
            rows.append(
                {
                    "res_model": record._name,
                    "res_id": id_,
                    "cells": [
                        format_date(self.env, date),
                        f"{upcoming[number][0]}: {record.display_name}",
                        record.user_id.name or "" if "user_id" in record else "",
                    ],
                    "tone": "danger" if date < today else "",
                }
            )
        return rows
