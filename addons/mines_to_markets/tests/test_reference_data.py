import csv
from pathlib import Path

from odoo.tests import TransactionCase, tagged

SERVICES_BY_TYPE = {
    "MIDRET": {
        "MID-SPOT",
        "MID-MON",
        "MID-MAP",
        "MID-PRIO",
        "MID-DESIGN",
        "MID-DELIVER",
    },
    "CORP": {"COR-TRC-DESIGN", "COR-TRC-IMPL", "COR-TRC-MON"},
    "LSM": {"LSM-COEX", "LSM-PEACE", "LSM-RESIL", "LSM-LIVE"},
    "FUND": {"FUND-SYST"},
    "GOV": {"GOV-DATA", "GOV-SOLUTION", "GOV-FORM", "GOV-COIMPL"},
    "COOP": set(),
    "NGO": set(),
    "ACA": set(),
}
# what the columns mineral1 to mineral3 of the IPIS file hold
IPIS_MINERALS = {
    "Améthyste": "GEM",
    "Argent": "AG",
    "Arsénopyrite": "OTH",
    "Bauxite": "OTH",
    "Cassitérite": "SN",
    "Coltan": "TA",
    "Cuivre": "CU",
    "Diamant": "DIA",
    "Digénite": "CU",
    "Manganèse": "MN",
    "Manvenve": "OTH",
    "Monazite": "OTH",
    "Niobium": "NB",
    "Or": "AU",
    "Plomb": "PB",
    "Titanium": "OTH",
    "Tourmaline": "GEM",
    "Wolframite": "W",
}
IPIS_FILE = "shared/data/ipis/ipis_drc_mine_visits_2009_2018.csv"


def data_of(case, model):
    """Return the records of a model that the addon itself installs, not its demo."""
    names = case.env["ir.model.data"].search(
        [
            ("module", "=", "mines_to_markets"),
            ("model", "=", model),
            ("name", "not like", "%\\_demo"),
        ]
    )
    records = case.env[model].with_context(active_test=False)
    return records.browse(names.mapped("res_id"))


@tagged("post_install", "-at_install")
class TestReferenceData(TransactionCase):
    def _by_code(self, model):
        return {record.code: record for record in data_of(self, model)}

    def test_stakeholder_types(self):
        types = data_of(self, "mtm.stakeholder.type")
        roots = types.filtered(lambda kind: not kind.parent_id)
        self.assertEqual(set(roots.mapped("code")), set(SERVICES_BY_TYPE))
        for kind in types - roots:
            self.assertTrue(kind.code.startswith(f"{kind.parent_id.code}-"), kind.code)
        self.assertEqual(
            {
                kind.code: kind.iati_organisation_type
                for kind in types
                if kind.code in ("GOV-MIN", "GOV-LOC", "FUND-PRIV", "NGO-INT", "ACA")
            },
            {
                "GOV-MIN": "10",
                "GOV-LOC": "11",
                "FUND-PRIV": "60",
                "NGO-INT": "21",
                "ACA": "80",
            },
        )
        companies = types.filtered(lambda kind: kind.code.startswith(("MID", "LSM")))
        self.assertFalse(any(companies.mapped("iati_organisation_type")))

    def test_services_by_type(self):
        """Each type, and whatever lies below it, is offered what the catalogue says."""
        services = data_of(self, "mtm.service")
        self.assertEqual(len(services), 18)
        for kind in data_of(self, "mtm.stakeholder.type"):
            root = kind.code.partition("-")[0]
            offered = services & self.env["mtm.service"]._offered_to(kind)
            self.assertEqual(
                set(offered.mapped("code")), SERVICES_BY_TYPE[root], kind.code
            )

    def test_services_by_country(self):
        restricted = {
            service.code: set(service.country_ids.mapped("code"))
            for service in data_of(self, "mtm.service")
            if service.country_ids
        }
        region = {"BI", "CD", "RW", "UG"}
        self.assertEqual(restricted, {"MID-SPOT": region, "MID-MON": region})

    def test_services_have_themes(self):
        for service in data_of(self, "mtm.service"):
            self.assertTrue(service.theme_ids, service.code)

    def test_minerals(self):
        minerals = self._by_code("mtm.mineral")
        self.assertEqual(len(minerals), 22)
        self.assertEqual(
            {code for code, mineral in minerals.items() if mineral.is_3t},
            {"SN", "TA", "W"},
        )
        self.assertEqual(
            {code for code, mineral in minerals.items() if mineral.is_3tg},
            {"SN", "TA", "W", "AU"},
        )
        self.assertEqual(minerals["AU"].hs_code, "7108.12.00")
        self.assertEqual(minerals["PB"].hs_code, "2607")
        self.assertEqual(minerals["ZN"].hs_code, "2608")
        without_unit = [code for code, m in minerals.items() if not m.uom_id]
        self.assertEqual(without_unit, ["OTH"])

    def test_units(self):
        gram = self.env.ref("uom.product_uom_gram")
        kilogram = self.env.ref("uom.product_uom_kgm")
        carat = self.env.ref("mines_to_markets.product_uom_carat")
        ounce = self.env.ref("mines_to_markets.product_uom_troy_ounce")
        self.assertAlmostEqual(carat._compute_quantity(5, gram), 1.0)
        self.assertAlmostEqual(
            ounce._compute_quantity(1, gram, round=False), 31.1034768, 7
        )
        self.assertAlmostEqual(
            kilogram._compute_quantity(1, ounce, round=False), 32.1507466, 6
        )

    def test_every_ipis_mineral_is_known(self):
        for name, code in IPIS_MINERALS.items():
            self.assertEqual(self._mineral_named(name).code, code, name)

    def test_every_mineral_of_the_ipis_file_is_known(self):
        file = next(
            (
                found
                for folder in Path(__file__).resolve().parents
                if (found := folder / IPIS_FILE).is_file()
            ),
            None,
        )
        if not file:
            self.skipTest(f"the IPIS file is not here: {IPIS_FILE}")
        with file.open(encoding="utf-8-sig") as visits:
            names = {
                visit[column]
                for visit in csv.DictReader(visits)
                for column in ("mineral1", "mineral2", "mineral3")
            }
        self.assertEqual(names - {""}, set(IPIS_MINERALS))

    def _mineral_named(self, name):
        alias = self.env["mtm.mineral.alias"].search([("name", "=ilike", name)])
        return alias.mineral_id

    def test_sdgs(self):
        sdgs = self._by_code("mtm.sdg")
        goals = {code for code, sdg in sdgs.items() if not sdg.parent_id}
        self.assertEqual(goals, {str(number) for number in range(1, 18)})
        for code in sdgs.keys() - goals:
            self.assertEqual(sdgs[code].parent_id.code, code.partition(".")[0])
        self.assertEqual(sdgs["8"].name, "Decent work and economic growth")
        self.assertEqual(sdgs["8.7"].display_name[:27], "8.7 Take immediate and effe")
        self.assertEqual(
            list(data_of(self, "mtm.sdg").sorted().mapped("code"))[:5],
            ["1", "1.2", "1.4", "1.5", "2"],
        )

    def test_sdgs_in_french_and_spanish(self):
        goal = self.env.ref("mines_to_markets.mtm_sdg_8")
        target = self.env.ref("mines_to_markets.mtm_sdg_8_7")
        module = self.env.ref("base.module_mines_to_markets")
        words = {
            "fr_FR": ("Travail", "le travail forcé"),
            "es_ES": ("Trabajo", "forzoso"),
        }
        for lang, (in_goal, in_target) in words.items():
            self.env["res.lang"]._activate_lang(lang)
            module._update_translations([lang])
            self.assertIn(in_goal, goal.with_context(lang=lang).name)
            self.assertIn(in_target, target.with_context(lang=lang).name)

    def test_themes(self):
        themes = self._by_code("mtm.theme")
        self.assertLessEqual(
            {
                "health_safety",
                "human_rights",
                "traceability",
                "economic_empowerment",
                "mercury",
                "child_labour",
                "certification",
            },
            themes.keys(),
        )
        for theme in themes.values():
            self.assertTrue(theme.sdg_ids, theme.code)

    def test_dimensions(self):
        dimensions = self._by_code("mtm.dimension")
        self.assertEqual(
            {code for code, dimension in dimensions.items() if not dimension.exclusive},
            {
                "mineral",
                "licence_type",
                "certification",
                "service",
                "service_offering",
                "shock_type",
            },
        )
        self.assertEqual(
            dimensions["sex"].value_ids.mapped("code"), ["female", "male", "other"]
        )
        self.assertEqual(
            dimensions["age_band"].value_ids.mapped("code"),
            [
                "0-4",
                "5-11",
                "12-14",
                "15-17",
                "18-24",
                "25-29",
                "30-35",
                "36-59",
                "60+",
            ],
        )
        self.assertEqual(
            dimensions["annex_ii_category"].value_ids.mapped("code"),
            ["A1", "A2", "A3", "A4", "A5", "A6"],
        )
        without_values = {code for code, d in dimensions.items() if not d.value_ids}
        self.assertEqual(without_values, {"country", "site", "company", "trade"})

    def test_lists_and_dimensions_agree(self):
        """A category stands for the record of the same code."""
        for dimension, model, records in (
            ("mineral", "mtm.mineral", self._by_code("mtm.mineral")),
            ("service_offering", "mtm.service", self._by_code("mtm.service")),
            (
                "stakeholder_type",
                "mtm.stakeholder.type",
                dict.fromkeys(SERVICES_BY_TYPE),
            ),
        ):
            values = self.env.ref(f"mines_to_markets.mtm_dimension_{dimension}")
            self.assertEqual(set(values.value_ids.mapped("code")), set(records), model)

    def test_what_users_may_change_is_not_overwritten(self):
        loose = self.env["ir.model.data"].search(
            [
                ("module", "=", "mines_to_markets"),
                ("model", "=like", "mtm.%"),
                ("noupdate", "=", False),
            ]
        )
        self.assertEqual(set(loose.mapped("model")), {"mtm.sdg"})
