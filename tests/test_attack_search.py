"""Searching, sorting and grouping by what somebody from outside may not read."""

from attack_world import ADDONS, AttackWorld

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests import tried

PAGES = ("/my/engagements", "/my/reports", "/my/commitments", "/my/requests")
WORDS = ("sortby", "filterby", "groupby", "search_in", "order", "domain")
ORDERS = (
    "id; DROP TABLE res_users",
    "id, (SELECT 1)",
    "create_uid.login",
    "(CASE WHEN 1=1 THEN id ELSE name END)",
    "id DESC NULLS FIRST -- x",
)
GROUPS = ("id) FROM res_users --", "write_uid:month")


@tagged("post_install", "-at_install")
class TestAttackSearch(AttackWorld):
    def _open_models(self):
        """Yield each model that somebody from outside may read rows of, with one."""
        user = self.users["porter"]
        for model in sorted(
            model._name
            for model in self.env.values()
            if model._original_module in ADDONS
            and not model._abstract
            and not model._transient
        ):
            Model = self.env[model].with_user(user)
            if Model.has_access("read") and self.env[model]._auto:
                self._record(model)
                self.env.flush_all()
                yield Model

    def _refused(self, do, *args, **kwargs):
        with mute_logger("odoo.sql_db", "odoo.models"):
            try:
                do(*args, **kwargs)
            except (UserError, ValueError):
                return True
        return False

    def test_hidden_fields_answer_no_question(self):
        asked = 0
        for Model in self._open_models():
            for name, field in Model._fields.items():
                if (
                    Model._has_field_access(field, "read")
                    or not field._description_searchable
                ):
                    continue
                with self.subTest(field=str(field)):
                    domain = [(name, "!=", False)]
                    self.assertTrue(self._refused(Model.search_count, domain))
                    nested = ["!", "|", (name, "=", 1), ("id", ">", 0)]
                    self.assertTrue(self._refused(Model.search_read, nested, ["id"]))
                    asked += 2
                if field.store and field.column_type:
                    with self.subTest(field=str(field), by="order"):
                        self.assertTrue(self._refused(Model.search, [], order=name))
                        grouped = self._refused(
                            Model.formatted_read_group, [], [name], ["__count"]
                        )
                        self.assertTrue(grouped)
                        asked += 2
        self.assertGreater(asked, 100)
        tried.attack(
            "Asking about hidden fields by search, order and group",
            "a list of fields that may be read",
            asked,
        )

    def test_what_is_behind_a_relation_answers_no_question(self):
        asked = 0
        user = self.users["porter"]
        for Model in self._open_models():
            found = Model.search([])
            for name, field in Model._fields.items():
                if not field.relational or not Model._has_field_access(field, "read"):
                    continue
                behind = found.sudo().mapped(name)
                theirs = behind.with_user(user)
                try:
                    seen = theirs._filtered_access("read")
                except AccessError:
                    seen = theirs.browse()
                for other in self._columns(behind):
                    path = f"{name}.{other}"
                    with self.subTest(model=Model._name, path=path):
                        self._assert_tells_no_more(Model, path, seen)
                        asked += 1
        tried.attack("Asking about what is behind a relation", "its own rules", asked)

    def _columns(self, records):
        return [
            name
            for name, field in records._fields.items()
            if field.store and field.column_type and name != "id"
        ]

    def _assert_tells_no_more(self, Model, path, seen):
        """Whoever sees nothing behind a relation finds nothing by it."""
        for operator, value in (("!=", False), ("=", False)):
            try:
                with mute_logger("odoo.models", "odoo.addons.base.models.ir_rule"):
                    count = Model.search_count([(path, operator, value)])
            except (AccessError, ValueError):
                continue
            if not seen and operator == "!=":
                self.assertEqual(count, 0, path)

    def test_order_and_group_are_names_of_fields(self):
        asked = 0
        for Model in self._open_models():
            for order in ORDERS:
                with self.subTest(model=Model._name, order=order):
                    self.assertTrue(self._refused(Model.search, [], order=order))
                    asked += 1
            with self.subTest(model=Model._name, group="create_uid.login"):
                self._assert_names_no_login(Model)
            for group in GROUPS:
                with self.subTest(model=Model._name, group=group):
                    self.assertTrue(
                        self._refused(
                            Model.formatted_read_group, [], [group], ["__count"]
                        )
                    )
                    asked += 1
        tried.attack("SQL in orders and groups", "names of fields alone", asked)

    def _assert_names_no_login(self, Model):
        """A user that somebody may not read is a blank, not a name to group by."""
        group = "create_uid.login"
        if not self._refused(Model.formatted_read_group, [], [group], ["__count"]):
            for row in Model.formatted_read_group([], [group], ["__count"]):
                self.assertFalse(row[group])

    def test_pages_are_sorted_by_their_own_words(self):
        login = self.users["porter"].login
        self.authenticate(login, login)
        asked = 0
        for url in (
            "/my/engagements",
            "/my/reports",
            "/my/commitments",
            "/my/requests",
        ):
            plain = self._ask_for(url, "GET", False)
            for word in (
                "sortby",
                "filterby",
                "groupby",
                "search_in",
                "order",
                "domain",
            ):
                for value in ("id; DROP TABLE x", "create_uid.login", "'", "[]"):
                    with self.subTest(url=url, word=word):
                        odd = self._ask_for(f"{url}?{word}={value}", "GET", False)
                        self.assertEqual(odd.status_code, plain.status_code)
                        asked += 1
                twice = self._ask_for(f"{url}?{word}=a&{word}=b", "GET", False)
                self.assertEqual(twice.status_code, plain.status_code)
        tried.attack("Orders and filters in addresses", "known words alone", asked)
