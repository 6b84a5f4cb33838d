"""A server that dies while it imports or writes to people, and two at once."""

from odoo.fields import Domain
from odoo.tests import tagged

from . import tried
from .common import new_test_users
from .killed import KilledCase, build, run_cron
from .register_common import RegisterCommon

READERS = 6
ROWS = 9
ASKED = 4
DIGEST = "mines_to_markets.ir_cron_mtm_digest"
HEALTH = "mines_to_markets.ir_cron_mtm_engagement_health"
IMPORT = "mines_to_markets.ir_cron_mtm_import"


class World(RegisterCommon):
    """People of an organisation who promised something that is due."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # nobody else is written to
        cls.env["res.users"].search([("share", "=", True)]).mtm_digest = "single"
        cls.readers = new_test_users(
            cls.env,
            {f"killed_{number}": "base.group_portal" for number in range(READERS)},
            mtm_digest="daily",
            # where it is morning or later on any day but the first hours
            tz="Pacific/Kiritimati",
        )
        cls.env["mtm.partner.access"].create(
            [
                {"partner_id": cls.tin_council.id, "user_id": user.id, "role": "editor"}
                for user in cls.readers
            ]
        )
        cls.env.company.mtm_health_reminder_days = 1
        cls.engagements = cls.env["mtm.engagement"].union(
            *(cls._create_engagement(user_id=cls.officer.id) for _one in range(ASKED))
        )
        cls.engagements.health_ids.date = "2026-01-01"
        cls.env["mtm.commitment"].create(
            {
                "name": "Send the list",
                "engagement_id": cls._create_engagement().id,
                "date_due": "2026-04-15",
            }
        )


def make(env):
    made = build(env, World)
    return {
        "readers": made.readers.ids,
        "officer": made.officer.id,
        "engagements": made.engagements.ids,
    }


# -- messages --


def send(env):
    from ..models import mtm_digest

    # at any hour of the day
    mtm_digest._SENT_FROM_HOUR = 0
    mtm_digest._BATCH = 2
    return run_cron(env, DIGEST)


def send_beside_the_lock(env):
    """Send as an action does that another server runs as well."""
    from ..models import mtm_digest

    mtm_digest._SENT_FROM_HOUR = 0
    cron = env.ref(DIGEST)
    env["mtm.digest"].with_context(cron_id=cron.id)._cron_send()


def look_at_messages(env, reader_ids):
    """Return how many rows and e-mails there are, and how many people have one."""
    rows = env["mtm.digest"].search([("user_id", "in", reader_ids)])
    mails = env["mail.mail"].search(
        [("model", "=", "mtm.digest"), ("res_id", "in", rows.ids)]
    )
    others = env["mail.mail"].search([("model", "=", "mtm.digest")]) - mails
    return [len(rows), len(mails), len(rows.user_id), len(others)]


# -- managers are asked --


def ask_for_health(env, engagement_ids):
    from ..models import mtm_engagement_life

    mtm_engagement_life.BATCH = 2
    # of these alone
    model = type(env["mtm.engagement"])
    overdue = model._health_overdue_domain
    model._health_overdue_domain = lambda self: (
        overdue(self) & Domain("id", "in", engagement_ids)
    )
    return run_cron(env, HEALTH)


def look_at_health(env, engagement_ids):
    """Return how often managers were asked of each engagement."""
    asked = env["mtm.engagement"].browse(engagement_ids)
    kind = ["mines_to_markets.mail_activity_type_health"]
    return sorted(len(one.activity_search(kind)) for one in asked)


# -- a register --


def upload(env):
    made = type("Maker", (RegisterCommon,), {"env": env})()
    made.officer = env.user
    rows = [
        {"Name": f"Killed Cooperative {number}", "Stakeholder Type": "T-COOP"}
        for number in range(ROWS)
    ]
    item = made._upload("stakeholders", made._csv(*rows))
    item.action_import_in_background()
    return item.id


def bring_in(env):
    model = type(env["mtm.import"])
    model._batch_size = 2
    return run_cron(env, IMPORT)


def look_at_import(env, item_id):
    """Return state, progress, what is written and what was said of it."""
    item = env["mtm.import"].browse(item_id)
    names = env["res.partner"].search([("name", "like", "Killed Cooperative")])
    return [item.state, round(item.progress), len(names), item.add_count]


@tagged("post_install", "-at_install")
class TestKilled(KilledCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = cls.run_there(make)

    def _messages(self):
        return self.run_there(look_at_messages, self.made["readers"])

    def test_while_messages_are_sent(self):
        # the second passes over those that the first has written to
        for told in (2, 4):
            with self.start(send, hold=("mtm.digest", "_send")) as work:
                for _batch in range(told // 2):
                    work.wait_until_held()
                    work.go_on()
                work.wait_until_held()
                with self.start(send) as other:
                    self.assertIn("already executing", other.error())
                work.kill()
            self.assertEqual(self._messages(), [told, told, told, 0])
            tried.fault("server killed while it writes to people", "whole messages")
        with self.start(send_beside_the_lock, hold=("mtm.digest", "_send")) as one:
            one.wait_until_held()
            # waits for what the first has written, and finds it there
            with self.start(send_beside_the_lock) as two:
                one.go_on()
                self.assertIsNone(one.result())
                self.assertIsNone(two.result())
        self.assertEqual(self._messages(), [READERS, READERS, READERS, 0])
        tried.fault("two servers write to the same people", "one message for each")

    def test_while_managers_are_asked(self):
        ids = self.made["engagements"]
        hold = ("mtm.engagement", "_remind_of_health")
        with self.start(ask_for_health, ids, hold=hold) as work:
            work.wait_until_held()
            work.go_on()
            work.wait_until_held()
            with self.start(ask_for_health, ids) as other:
                self.assertIn("already executing", other.error())
            work.kill()
        self.assertEqual(self.run_there(look_at_health, ids), [0, 0, 1, 1])
        tried.fault("server killed while it reminds people", "whole reminders")
        for _time in range(2):
            self.assertIsNone(self.run_there(ask_for_health, ids))
            self.assertEqual(self.run_there(look_at_health, ids), [1] * ASKED)
        tried.fault("the next server after that", "reminds the others, nobody twice")

    def test_while_a_register_is_brought_in(self):
        item_id = self.run_there(upload, uid=self.made["officer"])
        for written in (2, 4):
            with self.start(bring_in, hold=("mtm.import", "_write_steps")) as work:
                work.wait_until_held()
                work.go_on()
                work.wait_until_held()
                work.kill()
            state, progress, names, _added = self.run_there(look_at_import, item_id)
            self.assertEqual((state, names), ("running", written))
            self.assertEqual(progress, round(100 * written / ROWS))
            tried.fault("server killed while it reads a register", "whole batches stay")
        self.assertIsNone(self.run_there(bring_in))
        found = self.run_there(look_at_import, item_id)
        self.assertEqual(found, ["done", 100, ROWS, ROWS])
        tried.fault("the next server after that", "brings in the others, none twice")
