from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, users
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import MinesToMarketsCommon


@tagged("post_install", "-at_install")
class TestStakeholder(MinesToMarketsCommon):
    def test_type_is_named_with_what_is_above_it(self):
        self.assertEqual(self.ministry_type.complete_name, "Test government / Ministry")
        self.government.name = "State"
        self.assertEqual(self.ministry_type.complete_name, "State / Ministry")

    def test_types_above(self):
        self.assertEqual(
            self.ministry_type._self_and_ancestors(),
            self.government + self.ministry_type,
        )
        self.assertFalse(self.ministry_type.browse()._self_and_ancestors())

    @users("mtm_administrator")
    def test_type_in_use_cannot_be_deleted(self):
        with self.assertRaisesRegex(UserError, "(?s)Test cooperative.*the Test Hill"):
            self.cooperative.with_env(self.env).unlink()
        with self.assertRaisesRegex(UserError, "(?s)Test government.*Ministry"):
            self.government.with_env(self.env).unlink()

    @users("mtm_manager")
    def test_stakeholder_in_use_cannot_be_deleted(self):
        engagement = self._create_engagement()
        delivery = self._create_delivery(engagement, partner_id=self.miners.id)
        for partner, resting in (
            (self.tin_council, engagement),
            (self.miners, delivery),
        ):
            with self.assertRaises(UserError) as caught:
                partner.with_env(self.env).unlink()
            self.assertIn(partner.name, str(caught.exception))
            self.assertIn(resting.display_name, str(caught.exception))

    @users("mtm_officer")
    def test_counts(self):
        engagement = self._create_engagement()
        self._create_delivery(engagement, partner_id=self.miners.id)
        self.env["mtm.vetting"].create(
            {"partner_id": self.tin_council.id, "kind": "sanctions"}
        )
        self.assertRecordValues(
            (self.tin_council + self.miners).with_env(self.env),
            [
                {"engagement_count": 1, "delivery_count": 0, "vetting_count": 1},
                {"engagement_count": 0, "delivery_count": 1, "vetting_count": 0},
            ],
        )

    @users("mtm_officer")
    def test_list_of_stakeholders(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mines_to_markets.res_partner_action_stakeholder"
        )
        found = self.env["res.partner"].search(safe_eval(action["domain"]))
        self.assertIn(self.miners, found)
        self.assertNotIn(self.env.company.partner_id, found)
        self.assertNotIn(self.officer.partner_id, found)


@tagged("post_install", "-at_install")
class TestVetting(MinesToMarketsCommon):
    def _request(self, user, **values):
        return (
            self.env["mtm.vetting"]
            .with_user(user)
            .create({"partner_id": self.miners.id, "kind": "sanctions"} | values)
        )

    def test_another_decides(self):
        vetting = self._request(self.officer)
        vetting.with_user(self.manager).action_pass()
        self.assertRecordValues(
            vetting,
            [
                {
                    "result": "passed",
                    "requested_by": self.officer.id,
                    "decided_by": self.manager.id,
                }
            ],
        )

    def test_officer_does_not_decide(self):
        vetting = self._request(self.manager)
        with self.assertRaises(AccessError):
            vetting.with_user(self.officer).action_fail()

    def test_officer_completes_what_they_asked_for_until_it_is_decided(self):
        own, anothers = self._request(self.officer), self._request(self.manager)
        own.reason = "A memorandum is planned"
        with self.assertRaises(AccessError):
            anothers.with_user(self.officer).reason = "Mine"
        own.with_user(self.manager).action_pass()
        with self.assertRaises(AccessError):
            own.with_user(self.officer).reason = "Later"

    @mute_logger("odoo.sql_db")
    def test_whoever_asked_does_not_decide(self):
        for decide in (
            lambda vetting: vetting.action_pass(),
            lambda vetting: vetting.action_fail(),
            lambda vetting: vetting.write({"result": "passed"}),
            lambda vetting: vetting.write(
                {"result": "passed", "decided_by": self.administrator.id}
            ),
            lambda vetting: vetting.write(
                {"result": "passed", "requested_by": self.officer.id}
            ),
        ):
            vetting = self._request(self.manager)
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                decide(vetting)

    def test_entered_as_decided_starts_undecided(self):
        vetting = self._request(
            self.manager,
            result="passed",
            requested_by=self.officer.id,
            decided_by=self.administrator.id,
        )
        self.assertRecordValues(
            vetting,
            [
                {
                    "result": "pending",
                    "requested_by": self.manager.id,
                    "decided_by": False,
                }
            ],
        )

    def test_decided_check_is_of_the_same_partner_for_ever(self):
        vetting = self._request(self.officer)
        vetting.with_user(self.manager).action_pass_with_conditions()
        for values in (
            {"partner_id": self.ministry.id},
            {"kind": "financial"},
            {"date": "2020-01-01"},
        ):
            with self.assertRaisesRegex(UserError, "is decided. Ask for a new check"):
                vetting.with_user(self.administrator).write(values)

    @mute_logger("odoo.sql_db")
    def test_whoever_asked_does_not_prolong_it(self):
        vetting = self._request(self.manager)
        vetting.with_user(self.administrator).action_pass()
        with self.assertRaisesRegex(UserError, "somebody else changes how long"):
            vetting.with_user(self.manager).date_expiry = "2099-01-01"
        vetting.with_user(self.administrator).date_expiry = "2099-01-01"


@tagged("post_install", "-at_install")
class TestOptionalNumber(MinesToMarketsCommon):
    """Blank is not zero, wherever one looks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nobody, cls.unknown, cls.five = cls.sites = (
            cls._create_site("nobody", worker_count=0, latitude=0.0)
            + cls._create_site("unknown")
            + cls._create_site("five", worker_count=5, latitude=-1.23456789)
        )
        cls.these = [("id", "in", cls.sites.ids)]

    def assertNumbers(self, site, workers, latitude):
        self.env.flush_all()
        self.env.invalidate_all()
        for value, expected in (
            (site.worker_count, workers),
            (site.latitude, latitude),
        ):
            # False == 0 in Python: compare the kind too
            self.assertIs(value is False, expected is False)
            self.assertEqual(value, expected)

    def test_read(self):
        self.assertNumbers(self.nobody, 0, 0.0)
        self.assertNumbers(self.unknown, False, False)
        self.assertNumbers(self.five, 5, -1.23456789)

    def test_write(self):
        self.five.write({"worker_count": False, "latitude": None})
        self.assertNumbers(self.five, False, False)
        self.five.write({"worker_count": 0, "latitude": 0})
        self.assertNumbers(self.five, 0, 0.0)
        self.five.write({"worker_count": "", "latitude": ""})
        self.assertNumbers(self.five, False, False)

    def test_value_in_the_database(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT worker_count, latitude FROM mtm_site WHERE id = %s",
            [self.unknown.id],
        )
        self.assertEqual(self.env.cr.fetchone(), (None, None))

    def test_copy(self):
        self.assertNumbers(self.nobody.copy(), 0, 0.0)
        self.assertNumbers(self.unknown.copy(), False, False)

    def test_search(self):
        for field in ("worker_count", "latitude"):
            for operator, value, found in (
                ("=", 0, self.nobody),
                ("=", False, self.unknown),
                ("!=", False, self.nobody + self.five),
                ("!=", 0, self.unknown + self.five),
                ("in", [0, 5, -1.23456789], self.nobody + self.five),
                ("<=", 0, self.nobody if field == "worker_count" else None),
                (">=", 0, self.nobody + self.five if field == "worker_count" else None),
            ):
                if found is None:
                    continue
                condition = [(field, operator, value)]
                with self.subTest(condition=condition):
                    self.assertEqual(
                        self.env["mtm.site"].search(self.these + condition),
                        found.sorted(),
                    )
                    self.assertEqual(
                        self.sites.filtered_domain(condition), found, "in memory"
                    )

    def test_aggregates(self):
        read_group = self.env["mtm.site"]._read_group
        aggregates = ["worker_count:sum", "worker_count:min", "worker_count:avg"]
        self.assertEqual(read_group(self.these, [], aggregates), [(5, 0, 2.5)])
        of_blanks = read_group([("id", "=", self.unknown.id)], [], aggregates)
        self.assertTrue(all(value is False for value in of_blanks[0]), of_blanks)
        of_zeros = read_group([("id", "=", self.nobody.id)], [], aggregates)
        self.assertTrue(all(value is not False for value in of_zeros[0]), of_zeros)

    def test_groups(self):
        groups = self.env["mtm.site"]._read_group(
            self.these, ["worker_count"], ["id:recordset"]
        )
        self.assertEqual(
            {repr(value): sites for value, sites in groups},
            {"0": self.nobody, "5": self.five, "False": self.unknown},
        )

    def test_export(self):
        rows = self.sites.export_data(["worker_count", "latitude"])["datas"]
        self.assertEqual(rows, [[0, 0.0], ["", ""], [5, -1.23456789]])

    def test_import(self):
        result = self.env["mtm.site"].load(
            ["name", "country_id/.id", "worker_count", "latitude"],
            [
                ["imported zero", str(self.rwanda.id), "0", "0"],
                ["imported blank", str(self.rwanda.id), "", ""],
            ],
        )
        self.assertFalse(result["messages"])
        zero, blank = self.env["mtm.site"].browse(result["ids"])
        self.assertNumbers(zero, 0, 0.0)
        self.assertNumbers(blank, False, False)

    @mute_logger("odoo.sql_db")
    def test_position_on_earth(self):
        for values in ({"latitude": 91}, {"longitude": -181}):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.five.write(values)


@tagged("post_install", "-at_install")
class TestSite(MinesToMarketsCommon):
    def test_province_lies_in_the_country(self):
        province = self.env["res.country.state"].create(
            {"name": "Geita", "code": "T-GEI", "country_id": self.tanzania.id}
        )
        with self.assertRaisesRegex(ValidationError, "Geita is not in Rwanda"):
            self._create_site(state_id=province.id)

    @mute_logger("odoo.sql_db")
    def test_code_is_unique_in_its_country(self):
        self._create_site(code="T-1")
        self._create_site(code="T-1", country_id=self.tanzania.id)
        self._create_site()
        self._create_site()
        with self.assertRaises(IntegrityError):
            self._create_site(code="T-1")

    @users("mtm_manager")
    def test_site_in_use_cannot_be_deleted(self):
        site = self._create_site()
        inner = self._create_site("Shaft", parent_id=site.id)
        engagement = self._create_engagement(site_ids=[Command.set(inner.ids)])
        delivery = self._create_delivery(engagement, site_id=inner.id)
        self.assertRecordValues(
            site + inner,
            [
                {"engagement_count": 0, "delivery_count": 0},
                {"engagement_count": 1, "delivery_count": 1},
            ],
        )
        with self.assertRaisesRegex(UserError, "(?s)Test hill.*Shaft"):
            site.with_env(self.env).unlink()
        with self.assertRaises(UserError) as caught:
            inner.with_env(self.env).unlink()
        self.assertIn(delivery.display_name, str(caught.exception))
        delivery.unlink()
        (site + inner).with_env(self.env).unlink()
