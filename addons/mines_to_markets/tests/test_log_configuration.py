import json

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from . import tried
from .common import MinesToMarketsCommon
from .log_common import LogCommon


@tagged("post_install", "-at_install")
class TestLogConfiguration(LogCommon, MinesToMarketsCommon):
    """Who changed how things work is in the log, and no secret is."""

    def _new(self, change):
        with self.new_entries() as new:
            change()
        return [one for one in new if one.kind == "configuration"]

    def test_every_model_is_there(self):
        for name in self.env["mtm.log.entry"]._configuration():
            self.assertIn(name, self.env)
            self.assertTrue(self.env[name]._log_changes, name)
        self.assertFalse(self.env["res.partner"]._log_changes)

    def test_a_list(self):
        service = self.survey.with_user(self.administrator)
        [entry] = self._new(lambda: service.write({"name": "Count of miners"}))
        self.assertEqual(entry.user_id, self.administrator)
        self.assertEqual(entry.res_name, "Count of miners")
        self.assertEqual(
            entry.details,
            {
                "change": "changed",
                "values": {"name": ["Survey of miners", "Count of miners"]},
            },
        )
        self.assertIn("name: Survey of miners → Count of miners", entry.details_text)
        self.assertFalse(self._new(lambda: service.write({"name": service.name})))
        [entry] = self._new(lambda: service.write({"country_ids": self.rwanda.ids}))
        self.assertEqual(entry.details["values"]["country_ids"], [[], self.rwanda.ids])

    def test_made_and_removed(self):
        made = []
        [entry] = self._new(
            lambda: made.append(
                self.env["mtm.engagement.role"].create(
                    {"name": "Log role", "code": "log"}
                )
            )
        )
        self.assertEqual(entry.details["change"], "created")
        self.assertEqual(entry.details["values"]["name"], [None, "Log role"])
        [entry] = self._new(made[0].unlink)
        self.assertEqual(
            (entry.details, entry.res_name), ({"change": "removed"}, "Log role")
        )

    def test_how_long_it_is_kept(self):
        rule = self.env["mtm.retention.rule"].search([("kind", "=", "mail")])
        [entry] = self._new(lambda: rule.write({"months": 3, "legal_hold": True}))
        self.assertEqual(
            entry.details["values"],
            {"months": [6, 3], "legal_hold": [False, True]},
        )
        # what each run leaves is no change of how things work
        run = {"run_on": "2026-01-01 00:00:00", "done_count": 7}
        self.assertFalse(self._new(lambda: rule.write(run)))

    def test_where_mail_comes_from(self):
        Server = self.env["fetchmail.server"]
        values = {"name": "In", "server": "127.0.0.1", "password": "Secret-4-word"}
        made = []
        [entry] = self._new(lambda: made.append(Server.create(values)))
        self.assertEqual(entry.details["values"]["password"], [None, "***"])
        [entry] = self._new(lambda: made[0].write({"server": "127.0.0.2"}))
        self.assertEqual(entry.details["values"]["server"], ["127.0.0.1", "127.0.0.2"])
        fetched = {"date": "2026-01-01 00:00:00", "error_message": "Nobody there"}
        self.assertFalse(self._new(lambda: made[0].write(fetched)))

    def test_rules_and_rights(self):
        rule = self.env["ir.rule"].search([("domain_force", "!=", False)], limit=1)
        before = rule.domain_force
        [entry] = self._new(lambda: rule.write({"domain_force": "[(1, '=', 1)]"}))
        self.assertEqual(entry.details["values"]["domain_force"][1], "[(1, '=', 1)]")
        self.assertTrue(
            entry.details["values"]["domain_force"][0].startswith(before[:50])
        )
        right = self.env["ir.model.access"].search(
            [("perm_unlink", "=", False)], limit=1
        )
        [entry] = self._new(lambda: right.write({"perm_unlink": True}))
        self.assertEqual(entry.details["values"], {"perm_unlink": [False, True]})

    def test_no_secret(self):
        parameter = self.env["ir.config_parameter"]
        server = {"name": "Out", "smtp_host": "127.0.0.1", "smtp_pass": "Secret-1-word"}

        def change():
            parameter.set_param("log.test", "Secret-1-word")
            parameter.set_param("log.test", "Secret-2-word")
            self.env["ir.mail_server"].create(server)
            self.officer.password = "Secret-3-word"

        new = self._new(change)
        self.assertEqual(
            {one.res_model for one in new}, {"ir.config_parameter", "ir.mail_server"}
        )
        changed = [
            one.details["values"]["value"]
            for one in new
            if one.res_model == "ir.config_parameter"
        ]
        self.assertEqual(changed, [[None, "***"], ["***", "***"]])
        for entry in self.logged():
            self.assertNotIn("Secret-", json.dumps(entry.details))
        tried.attack(
            "Secrets looked for in the log of changes", "never written there", 4
        )

    def test_many_at_once_are_one_entry(self):
        values = [
            {"name": f"Role {number}", "code": f"log{number}"} for number in range(30)
        ]
        [entry] = self._new(lambda: self.env["mtm.engagement.role"].create(values))
        self.assertEqual(len(entry.details["ids"]), 30)
        self.assertIn("name", entry.details["fields"])

    def test_no_context_silences_it(self):
        context = {
            "install_mode": True,
            "tracking_disable": True,
            "mail_notrack": True,
            "no_log": True,
            "auditlog_disabled": True,
            "import_file": True,
        }
        service = self.survey.with_user(self.administrator).with_context(**context)
        self.assertEqual(len(self._new(lambda: service.write({"name": "Else"}))), 1)
        tried.attack(
            "Log switched off by the caller's context", "it is not asked", len(context)
        )

    def test_administrators_cannot_take_it_away(self):
        [entry] = self._new(lambda: self.survey.write({"name": "Else"}))
        admin = new_test_user(self.env, "log_system", "base.group_system")
        for attempt in (entry.with_user(admin).unlink, entry.with_user(admin).read):
            with self.assertRaises(AccessError):
                attempt()
