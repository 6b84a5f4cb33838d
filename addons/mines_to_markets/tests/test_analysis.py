from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import MinesToMarketsCommon

FAVOURITES = (
    "ir_filters_engagements_trouble",
    "ir_filters_engagements_countries",
    "ir_filters_commitments_overdue",
    "ir_filters_deliveries_countries",
)


@freeze_time("2026-06-15")
@tagged("post_install", "-at_install")
class TestAnalysis(MinesToMarketsCommon):
    def test_days_overdue_are_averaged_where_something_is_late(self):
        engagement = self._create_engagement()
        commitments = self.env["mtm.commitment"].create(
            [
                {
                    "name": f"Due on {day}",
                    "engagement_id": engagement.id,
                    "user_id": self.officer.id,
                    "date_due": day,
                }
                for day in ("2026-06-05", "2026-06-11", "2026-06-15", "2026-07-01")
            ]
        )
        self.assertEqual(commitments.mapped("days_overdue"), [10, 4, 0, 0])
        (group,) = (
            self.env["mtm.commitment"]
            .with_user(self.officer)
            .formatted_read_group(
                [("id", "in", commitments.ids)],
                ["user_id"],
                ["days_overdue:avg", "days_overdue:max"],
            )
        )
        self.assertEqual(group["days_overdue:avg"], 7, "of the two that are late")
        self.assertEqual(group["days_overdue:max"], 10)

    def test_favourites_open_for_everybody(self):
        for name in FAVOURITES:
            favourite = self.env.ref(f"mines_to_markets.{name}")
            with self.subTest(favourite=favourite.name):
                self.assertFalse(favourite.user_ids)
                context = safe_eval(favourite.context)
                rows = context["pivot_row_groupby"]
                columns = context["pivot_column_groupby"]
                measures = [
                    f"{measure}:{self._aggregator(favourite, measure)}"
                    for measure in context.get("pivot_measures", [])
                    if measure != "__count"
                ]
                self.env[favourite.model_id].with_user(
                    self.officer
                ).formatted_read_group(
                    safe_eval(favourite.domain), rows + columns, ["__count", *measures]
                )

    def _aggregator(self, favourite, name):
        return self.env[favourite.model_id]._fields[name].aggregator
