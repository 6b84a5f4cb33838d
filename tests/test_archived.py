"""People and organisations that left: what names them opens, and still names them.

One of everything is made. In each relation of it to a user, a partner, a currency or a
unit stands what is archived then. Each record is opened as its form and
its list open it.
"""

import psycopg2
from access_matrix import matrix
from access_world import AccessWorld

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.mines_to_markets.tests import tried

# the last who may read looks at it; auditors at what nobody else may
READERS = ("auditor", "officer", "manager", "finance", "admin")
# relations that say what a record is of: another one there makes it another's
KEPT = {"company_id", "create_uid", "write_uid"}


@tagged("post_install", "-at_install", "access_matrix")
class TestArchived(AccessWorld):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leaver = cls.env["res.users"].create(
            {
                "name": "Who Left",
                "login": "archived_leaver",
                "group_ids": cls.env.ref("mines_to_markets.group_mtm_user").ids,
            }
        )
        cls.gone = cls.env["res.partner"].create(
            {"name": "Closed Down", "is_company": True}
        )
        cls.gone.write(
            {
                "stakeholder_type_id": cls.kind.id,
                "operating_country_ids": cls.country.ids,
            }
        )
        cls.stand_ins = {
            "res.users": cls.leaver,
            "res.partner": cls.gone,
            "res.currency": cls.env.ref("base.RWF"),
            "uom.uom": cls.env["uom.uom"].create({"name": "Crate"}),
        }
        cls.stand_ins["res.currency"].active = True
        cls._make_all()
        cls.leaver.active = False
        cls.gone.active = False
        cls.stand_ins["res.currency"].active = False
        cls.stand_ins["uom.uom"].active = False
        cls.env.flush_all()
        cls.env.invalidate_all()
        cls.env.registry.clear_cache()

    @classmethod
    def _make_all(cls):
        """Make one of everything; in its relations stands who leaves."""
        world = cls("test_what_names_them_opens")
        cls.records, cls.filled, cls.skipped = {}, [], []
        for model, roles in matrix().items():
            Model = cls.env[model]
            readers = [role for role in READERS if "r" in roles[role]]
            if not readers or Model._transient or not Model._auto:
                continue
            try:
                with cls.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                    record = cls._create(model, world._values(model))
                    cls.env.flush_all()
            except (UserError, psycopg2.IntegrityError):
                # what there is once only was made with another
                cls.skipped.append(model)
                continue
            cls.records[model] = record, readers[-1]
            for field in Model._fields.values():
                if cls._is_filled(record, field):
                    cls.filled.append((model, field.name))

    @classmethod
    def _is_filled(cls, record, field):
        """Let one stand in a relation, past all that refuses it now; say if it does.

        It was right once, when they were here.
        """
        leaver = cls.stand_ins.get(field.comodel_name)
        if (
            leaver is None
            or not field.store
            or field.inherited
            or field.related
            or field.name in KEPT
        ):
            return False
        if field.type == "many2one":
            query = SQL(
                "UPDATE %s SET %s = %s WHERE id = %s",
                SQL.identifier(record._table),
                SQL.identifier(field.name),
                leaver.id,
                record.id,
            )
        elif field.type == "many2many":
            query = SQL(
                "INSERT INTO %s (%s, %s) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
                SQL.identifier(field.column2),
                record.id,
                leaver.id,
            )
        else:
            return False
        try:
            with cls.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                cls.env.cr.execute(query)
        except psycopg2.Error:
            # the database says that this record is of somebody else
            return False
        return True

    def _spec(self, record, kind):
        """Return what the web client asks for to show a view."""
        shown = record.get_views([(False, kind)])["models"][record._name]["fields"]
        found = {}
        for name in shown:
            field = record._fields[name]
            if field.type in ("many2one", "one2many", "many2many"):
                found[name] = {"fields": {"display_name": {}}}
            else:
                found[name] = {}
        return found

    def test_what_names_them_opens(self):
        self.assertGreater(len(self.filled), 100)
        self.assertLess(len(self.skipped), 6, self.skipped)
        for model, (record, role) in self.records.items():
            mine = record.with_user(self.users[role])
            fields = [name for of, name in self.filled if of == model]
            if not fields:
                continue
            for kind in ("form", "list"):
                with self.subTest(model=model, kind=kind, role=role):
                    [values] = mine.web_read(self._spec(mine, kind))
                    for name in fields:
                        shown = values.get(name)
                        if name in values and record.sudo()[name]:
                            named = shown if isinstance(shown, list) else [shown]
                            self.assertTrue(named, name)
                            for one in named:
                                self.assertTrue(one and one["display_name"], name)
            with self.subTest(model=model, cards=True):
                if hasattr(record, "_portal_cards"):
                    record.sudo()._portal_cards()
                mine.mapped("display_name")
        tried.fault(
            "somebody archived stands in a relation",
            "the record opens and names them",
            len(self.filled),
        )
