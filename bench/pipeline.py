"""What Odoo's own pipeline shows, for the peers of the measurements."""

from odoo.tools import SQL

from bench.copies import DAYS_AGO, PLACES, WORKS, copy, pick, relate


class Pipeline:
    """Fills Odoo's pipeline as `many` fills ours."""

    def add_leads(self):
        """Add as many opportunities, in as many open columns, with as many tags."""
        stages = self._set_up_pipeline()
        tags = self.env["crm.tag"].create(
            [{"name": f"Many {number}"} for number in range(12)]
        )
        template = self.env["crm.lead"].create(
            {
                "name": "Many",
                "type": "opportunity",
                "stage_id": stages[:1].id,
                "user_id": self.managers[0],
                "partner_id": self.partners + 1,
            }
        )
        won = SQL("n %% %s = %s", len(stages), len(stages) - 1)
        base = self.first_lead = copy(
            self.env,
            template,
            self.engagements,
            {
                "name": SQL(
                    "%s || ' for ' || %s || ' ' || n",
                    pick(WORKS, SQL("n")),
                    pick(PLACES, SQL("n / 6")),
                ),
                "partner_id": SQL(
                    "%s + %s", self.partners, self._stakeholder_of(SQL("n"))
                ),
                "stage_id": pick(stages.ids, SQL("n")),
                "user_id": self._manager(SQL("n")),
                "expected_revenue": SQL("1000 * (n %% 90)"),
                "won_status": SQL("CASE WHEN %s THEN 'won' ELSE 'pending' END", won),
                "probability": SQL("CASE WHEN %s THEN 100 ELSE 20 END", won),
                "date_last_stage_update": DAYS_AGO,
            },
        )
        field = self.env["crm.lead"]._fields["tag_ids"]
        relate(
            self.env,
            field.relation,
            (field.column1, field.column2),
            self.engagements,
            SQL("%s + n", base),
            [pick(tags.ids, SQL("n")), pick(tags.ids, SQL("n + 5"))],
        )

    def _set_up_pipeline(self):
        """Give Odoo's pipeline as many columns, open and folded, as ours has."""
        stages = self.env["crm.stage"].search([], order="sequence, id")
        missing = len(self.stages) - len(stages)
        first, won = stages[:1], stages.filtered("is_won")[:1]
        added = first.union(
            *(first.copy({"name": f"Many {n}", "sequence": 50}) for n in range(missing))
        )
        stages = stages - won | added | won
        for stage, ours in zip(stages, self.stages, strict=True):
            stage.fold = ours.fold
        return stages
