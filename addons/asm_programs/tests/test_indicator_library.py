import csv
from collections import Counter
from pathlib import Path

from odoo.tests import TransactionCase, tagged

# code, unit, measure, direction, over time, dimensions, target, frequency
SPOT_CHECKS = {
    "FOR-01": (
        "person",
        "unit",
        "more",
        "unique",
        {"sex", "age_band", "country", "mineral", "site"},
        "8.3",
        "quarter",
    ),
    "OHS-03": (
        "accident",
        "unit",
        "less",
        "sum",
        {"sex", "country", "mineral", "site", "cause"},
        "8.8",
        "quarter",
    ),
    "HRS-01": (
        "incident",
        "unit",
        "neutral",
        "sum",
        {"incident_level", "annex_ii_category", "country", "site"},
        "16.1",
        "month",
    ),
    "TRC-01": (
        "site",
        "unit",
        "more",
        "latest",
        {"country", "mineral", "status"},
        "12.6",
        "month",
    ),
    "CHL-05": (
        "household",
        "unit",
        "more",
        "unique",
        {"sex_of_head", "country", "service"},
        "1.2",
        "half",
    ),
    "ENV-01": ("ha", "unit", "more", "sum", {"country", "site"}, "15.3", "year"),
}
# numerator and denominator over time, multiplier
RATIOS = {
    "FOR-05": ("latest", "latest", 100),
    "OHS-04": ("sum", "average", 1000),
    "OHS-06": ("sum", "sum", 100),
    "HRS-03": ("sum", "sum", 100),
    "HRS-04": ("sum", "sum", 100),
    "HRS-06": ("latest", "latest", 100),
    "TRC-04": ("sum", "sum", 100),
    "WOM-01": ("sum", "sum", 100),
    "WOM-02": ("latest", "latest", 100),
    "CHL-02": ("latest", "latest", 100),
    "CHL-03": ("latest", "latest", 100),
    "CHL-04": ("latest", "latest", 100),
    "CHL-06": ("sum", "sum", 1),
    "MER-02": ("sum", "sum", 1),
    "ENV-02": ("latest", "latest", 100),
    "INC-01": ("sum", "sum", 1),
    "INC-02": ("latest", "latest", 100),
    "INC-03": ("sum", "sum", 100),
    "FIN-04": ("latest", "latest", 100),
    "PRT-02": ("sum", "sum", 100),
    "SHK-01": ("latest", "latest", 100),
    "SHK-02": ("latest", "latest", 100),
}
DRAFTS = "shared/data/asm_indicators.csv"


@tagged("post_install", "-at_install")
class TestIndicatorLibrary(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = cls.env["ir.model.data"].search(
            [
                ("module", "=", "asm_programs"),
                ("model", "=", "asm.indicator"),
                ("name", "not like", "%\\_demo"),
            ]
        )
        Indicator = cls.env["asm.indicator"].with_context(active_test=False)
        cls.library = Indicator.browse(names.mapped("res_id"))
        cls.by_code = {indicator.code: indicator for indicator in cls.library}

    def test_there_are_69(self):
        self.assertEqual(len(self.library), 69)
        self.assertEqual(
            Counter(code.partition("-")[0] for code in self.by_code),
            {
                "FOR": 8,
                "OHS": 7,
                "HRS": 7,
                "TRC": 8,
                "WOM": 5,
                "CHL": 8,
                "MER": 5,
                "ENV": 2,
                "INC": 5,
                "FIN": 4,
                "LSM": 3,
                "DAT": 2,
                "PRT": 3,
                "SHK": 2,
            },
        )

    def test_external_ids_follow_the_code(self):
        for code, indicator in self.by_code.items():
            name = f"asm_indicator_{code.lower().replace('-', '_')}"
            self.assertEqual(indicator, self.env.ref(f"asm_programs.{name}"))

    def test_every_definition_is_complete(self):
        for indicator in self.library:
            for field in (
                "name",
                "definition",
                "unit",
                "level",
                "theme_id",
                "dimension_ids",
                "source",
                "frequency",
            ):
                self.assertTrue(indicator[field], f"{indicator.code}: {field}")
            self.assertEqual(indicator.version, 1)
            self.assertEqual(indicator.basis, "incremental")

    def test_spot_checks(self):
        for code, expected in SPOT_CHECKS.items():
            indicator = self.by_code[code]
            found = (
                indicator.unit,
                indicator.measure,
                indicator.direction,
                indicator.time_aggregation,
                set(indicator.dimension_ids.mapped("code")),
                indicator.sdg_ids.code,
                indicator.frequency,
            )
            self.assertEqual(found, expected, code)

    def test_ratios_keep_both_numbers(self):
        ratios = self.library.filtered("is_ratio")
        self.assertEqual(
            {
                indicator.code: (
                    indicator.numerator_time,
                    indicator.denominator_time,
                    indicator.multiplier,
                )
                for indicator in ratios
            },
            RATIOS,
        )
        for indicator in ratios:
            self.assertTrue(indicator.numerator_label, indicator.code)
            self.assertTrue(indicator.denominator_label, indicator.code)

    def test_percentages_are_ratios_times_100(self):
        percentages = self.library.filtered(lambda i: i.measure == "percentage")
        self.assertEqual(len(percentages), 18)
        for indicator in percentages:
            self.assertEqual(indicator.unit, "%", indicator.code)
            self.assertTrue(indicator.is_ratio, indicator.code)
            self.assertEqual(indicator.multiplier, 100, indicator.code)
        others = self.library.filtered(lambda i: i.is_ratio) - percentages
        self.assertEqual(
            set(others.mapped("code")), {"OHS-04", "CHL-06", "MER-02", "INC-01"}
        )

    def test_places_are_added_except_prices(self):
        kept_apart = self.library.filtered(lambda i: i.place_aggregation != "sum")
        self.assertEqual(kept_apart.mapped("code"), ["SHK-01"])
        self.assertEqual(kept_apart.place_aggregation, "none")

    def test_people_counted_once_say_in_which_scope(self):
        once = self.library.filtered(lambda i: i.time_aggregation == "unique")
        self.assertEqual(len(once), 10)
        for indicator in once:
            self.assertEqual(indicator.unique_scope, "year", indicator.code)
            self.assertFalse(indicator.is_ratio, indicator.code)

    def test_money_says_so(self):
        money = self.library.filtered("currency_rule")
        self.assertEqual(
            set(money.mapped("code")),
            {"FOR-08", "INC-01", "FIN-01", "FIN-03", "PRT-03"},
        )
        for indicator in money:
            self.assertIn("USD", indicator.unit)

    def test_definitions_have_different_words(self):
        definitions = Counter(self.library.mapped("definition"))
        self.assertEqual([text for text, times in definitions.items() if times > 1], [])

    def test_library_agrees_with_its_drafts(self):
        drafts = self._drafts()
        self.assertEqual({draft["code"] for draft in drafts}, set(self.by_code))
        measures = {"1": "unit", "2": "percentage"}
        for draft in drafts:
            indicator = self.by_code[draft["code"]]
            self.assertEqual(
                (
                    indicator.unit,
                    indicator.measure,
                    indicator.direction,
                    indicator.level,
                    indicator.sdg_ids.code or "-",
                    indicator.sdg_indicator or "-",
                ),
                (
                    draft["unit"],
                    measures[draft["iati_measure"]],
                    draft["direction"],
                    draft["level"],
                    draft["sdg_target"],
                    draft["sdg_indicator"],
                ),
                draft["code"],
            )

    def _drafts(self):
        for folder in Path(__file__).resolve().parents:
            if (folder / DRAFTS).is_file():
                with (folder / DRAFTS).open(encoding="utf-8") as file:
                    return list(csv.DictReader(file))
        return self.skipTest(f"the drafts are not here: {DRAFTS}")
