"""A database as large as a programme gets in years, made in seconds by SQL.

`fill(env)` makes stakeholders, engagements, deliveries, commitments, and for the
peers as many opportunities and partners. Each table is filled with copies of one
record that the ORM made, so that every column is as the ORM would have it, columns
that did not exist when this was written included; what differs between the copies is
SQL in terms of their number. The same call makes the same rows.

What comes of it satisfies the models' own checks: services offered to the type and
everywhere available, dates in order, an agreement where the stage asks for one.
"""

from typing import NamedTuple

from odoo import Command
from odoo.tools import SQL

COUNTRIES = ("CD", "RW", "UG", "TZ", "BI", "KE", "GH", "PE", "CO", "SL", "MG", "ZW")
PLACES = (
    "Amani",
    "Baraka",
    "Chimera",
    "Dodoma",
    "Enock",
    "Furaha",
    "Gakenke",
    "Huye",
    "Ituri",
    "Jinja",
    "Kalimba",
    "Lubero",
    "Masisi",
    "Ngororero",
    "Obuasi",
    "Punia",
    "Rutsiro",
    "Shabunda",
    "Tarkwa",
    "Umoja",
    "Vumbi",
    "Walikale",
    "Yumbi",
)
KINDS = ("Company", "Association", "Federation", "Agency", "Cooperative", "Council")
WORKS = ("Tagging", "Survey", "Spot checks", "Monitoring", "Mapping", "Co-existence")
HEALTH = ("on_track", "on_track", "at_risk", "off_track")
DAYS_AGO = SQL("now()::timestamp - n %% 90 * interval '1 day'")
MANAGERS = 20
OFFICER = "mines_to_markets.group_mtm_user"
SALES = "sales_team.group_sale_salesman_all_leads"


class World(NamedTuple):
    """What there is to measure with."""

    officer: object  # of the lowest role that works with engagements
    salesperson: object  # who works with Odoo's own pipeline, without a role of ours
    managers: object


def fill(env, stakeholders=5_000, engagements=20_000, deliveries=100_000):
    """Fill the database; leave the rest (commit) to the caller.

    :param env: of the superuser
    :return: :class:`World`
    """
    env = env(context=dict(env.context, tracking_disable=True, mail_notrack=True))
    world = _make_users(env)
    filler = _Filler(env, world.managers, stakeholders, engagements)
    filler.add_partners(max(0, engagements - stakeholders))
    filler.add_stakeholders()
    filler.add_engagements()
    filler.add_deliveries(deliveries)
    filler.add_commitments(engagements // 2)
    filler.add_leads()
    filler.add_activities(engagements // 4)
    env.invalidate_all()
    # as autovacuum would do in a minute
    env.cr.execute("ANALYZE")
    return world


def _make_users(env):
    def user(login, *groups):
        group_ids = [env.ref(group).id for group in groups]
        return {
            "name": login.replace("-", " ").capitalize(),
            "login": login,
            "group_ids": [Command.set(group_ids)],
        }

    officer, salesperson, *managers = env["res.users"].create(
        [
            user("many-officer", OFFICER),
            user("many-salesperson", "base.group_partner_manager", SALES),
            *(user(f"many-manager-{number}", OFFICER) for number in range(MANAGERS)),
        ]
    )
    return World(officer, salesperson, env["res.users"].union(*managers))


def copy(env, record, count, columns, joins=None):
    """Insert copies of a record's row.

    :param columns: ``{column: SQL}`` of what differs; ``n`` counts from 1, ``t`` is
        the row itself and ``t.id + n`` the new id
    :param joins: SQL of what else these columns speak of
    :return: the id before the first
    """
    env.flush_all()
    table = record._table
    cr = env.cr
    cr.execute(SQL("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", table))
    [base] = cr.fetchone()
    cr.execute(
        SQL("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", table, base + count)
    )
    cr.execute(
        SQL(
            """SELECT column_name FROM information_schema.columns
               WHERE table_schema = current_schema AND table_name = %s
                   AND is_generated = 'NEVER'""",
            table,
        )
    )
    names = [name for [name] in cr.fetchall()]
    if unknown := columns.keys() - set(names):
        raise AssertionError(f"{table} has no column {', '.join(sorted(unknown))}")
    values = {name: SQL.identifier("t", name) for name in names}
    values |= {"id": SQL("%s + n", base)} | columns
    cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s t "
            "CROSS JOIN generate_series(1, %s) n %s WHERE t.id = %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, values)),
            SQL(", ").join(values.values()),
            SQL.identifier(table),
            count,
            joins or SQL(),
            record.id,
        )
    )
    return base


def pick(values, number):
    """Return SQL that takes one of the values, in turn.

    :param number: SQL of a whole number
    """
    values = list(values)
    kind = SQL("text[]") if isinstance(values[0], str) else SQL("int[]")
    return SQL("(%s::%s)[1 + (%s) %% %s]", values, kind, number, len(values))


class _Filler:
    """Fills the tables one after the other; each rests on those before it."""

    def __init__(self, env, managers, stakeholders, engagements):
        self.env = env
        self.managers = managers.ids
        self.stakeholders = stakeholders
        self.engagements = engagements
        self.offers = self._find_offers()
        self.countries = [
            env["res.country"].search([("code", "=", code)]).id for code in COUNTRIES
        ]
        self.minerals = env["mtm.mineral"].search([], limit=8).ids
        self.stages = env["mtm.engagement.stage"].search([])

    def _find_offers(self):
        """Return ``{type id: [service id, service id]}``, available everywhere."""
        offers = {}
        for kind in self.env["mtm.stakeholder.type"].search([]):
            services = self.env["mtm.service"]._offered_to(kind)
            services = services.filtered(lambda service: not service.country_ids)
            if services:
                offers[kind.id] = [services.ids[0], services.ids[-1]]
        if not offers:
            raise AssertionError("no service is offered to anyone")
        return offers

    def _manager(self, number):
        return pick(self.managers, number)

    def _organisation_name(self):
        return SQL(
            "%s || ' of ' || %s || ' ' || %s || ' ' || n",
            pick(KINDS, SQL("n")),
            pick(PLACES, SQL("n / 6")),
            pick(PLACES, SQL("n / 138")),
        )

    def _new_partner(self, **values):
        return self.env["res.partner"].create({"name": "Many", **values})

    def add_partners(self, count):
        """Add partners that are not ours: they are there for the peers."""
        half = count // 2
        for is_company, number in ((True, half), (False, count - half)):
            template = self._new_partner(is_company=is_company)
            if number:
                self._copy_partners(template, number, SQL("'Other ' || n || ' '"))

    def add_stakeholders(self):
        kinds = list(self.offers)
        template = self._new_partner(is_company=True, stakeholder_type_id=kinds[0])
        base = self.partners = self._copy_partners(
            template,
            self.stakeholders,
            SQL("''"),
            stakeholder_type_id=pick(kinds, SQL("n")),
            company_registry=SQL("'REG-' || n"),
        )
        self._relate(
            "mtm_partner_operating_country_rel",
            ("partner_id", "country_id"),
            self.stakeholders,
            SQL("%s + n", base),
            [
                pick(self.countries, SQL("n")),
                pick(self.countries, SQL("n * 5 + 1")),
            ],
        )
        field = self.env["res.partner"]._fields["mineral_ids"]
        self._relate(
            field.relation,
            (field.column1, field.column2),
            self.stakeholders,
            SQL("%s + n", base),
            [pick(self.minerals, SQL("n")), pick(self.minerals, SQL("n + 3"))],
        )
        agreement = self.env["agreement"].create(
            {
                "code": "MANY",
                "name": "Many",
                "partner_id": template.id,
                "signature_date": "2020-01-01",
                "start_date": "2020-01-01",
                "end_date": "2099-12-31",
            }
        )
        self.agreements = copy(
            self.env,
            agreement,
            self.stakeholders,
            {
                "code": SQL("'MANY-' || n"),
                "name": SQL("'Agreement ' || n"),
                "partner_id": SQL("%s + n", base),
            }
            | self._column(agreement, "commercial_partner_id", SQL("%s + n", base)),
        )

    def _copy_partners(self, template, count, prefix, **columns):
        name = SQL("%s || %s", prefix, self._organisation_name())
        email = SQL("'office' || n || '@example.com'")
        base = copy(
            self.env,
            template,
            count,
            {
                "name": name,
                "complete_name": name,
                "country_id": pick(self.countries, SQL("n")),
                "email": email,
                "email_normalized": email,
                **columns,
            }
            | self._column(
                template,
                "match_name",
                SQL("lower(%s)", name) if template.is_company else SQL("NULL"),
            ),
        )
        # an organisation, and a person without one, is its own commercial partner
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET commercial_partner_id = id "
                "WHERE id BETWEEN %s AND %s",
                base + 1,
                base + count,
            )
        )
        return base

    def _column(self, record, name, value):
        """Return the column where there is one: other addons may have left it out."""
        field = record._fields.get(name)
        return {name: value} if field and field.store else {}

    def _relate(self, table, names, count, left, rights):
        """Link each copy with others.

        :param left: SQL of the id of copy number ``n``
        :param rights: SQLs of what it is linked with
        """
        for right in rights:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s (%s, %s) SELECT %s, %s "
                    "FROM generate_series(1, %s) n ON CONFLICT DO NOTHING",
                    SQL.identifier(table),
                    *map(SQL.identifier, names),
                    left,
                    right,
                    count,
                )
            )

    def _stakeholder_of(self, number):
        """Return SQL of the stakeholder's number that an engagement is with."""
        return SQL("1 + (%s * 7919) %% %s", number, self.stakeholders)

    def add_engagements(self):
        first = self.env["res.partner"].browse(self.partners + 1)
        template = self.env["mtm.engagement"].create(
            {
                "name": "Many",
                "code": "MANY",
                "partner_id": first.id,
                "stage_id": self.stages.filtered(
                    lambda stage: not stage.requires_agreement
                )[:1].id,
                "user_id": self.managers[0],
            }
        )
        number = self._stakeholder_of(SQL("n"))
        start = SQL("DATE '2024-01-01' + n %% 900")
        base = self.first_engagement = copy(
            self.env,
            template,
            self.engagements,
            {
                "name": SQL(
                    "%s || ' in ' || %s || ' ' || n",
                    pick(WORKS, SQL("n")),
                    pick(PLACES, SQL("n / 6")),
                ),
                "code": SQL("'MANY-' || n"),
                "partner_id": SQL("%s + %s", self.partners, number),
                "stakeholder_type_id": pick(self.offers, number),
                "stage_id": pick(self.stages.ids, SQL("n")),
                "user_id": self._manager(SQL("n")),
                "date_start": start,
                "date_end": SQL("%s + 400", start),
                "health": pick(
                    ("on_track", "on_track", "at_risk", "off_track"), SQL("n")
                ),
                "health_reason": SQL("'Rains'"),
                "partner_name": SQL(
                    "(SELECT name FROM res_partner WHERE id = %s + %s)",
                    self.partners,
                    number,
                ),
                "date_last_stage_update": SQL(
                    "now()::timestamp - n %% 90 * interval '1 day'"
                ),
            },
        )
        self._link_engagements(SQL("%s + n", base), number)

    def _link_engagements(self, engagement, number):
        links = {
            "service_ids": [
                pick([pair[place] for pair in self.offers.values()], number)
                for place in (0, 1)
            ],
            # those that the stakeholder works in
            "country_ids": [
                pick(self.countries, number),
                pick(self.countries, SQL("(%s) * 5 + 1", number)),
            ],
            "mineral_ids": [pick(self.minerals, number)],
            "agreement_ids": [SQL("%s + %s", self.agreements, number)],
        }
        for name, rights in links.items():
            field = self.env["mtm.engagement"]._fields[name]
            self._relate(
                field.relation,
                (field.column1, field.column2),
                self.engagements,
                engagement,
                rights,
            )

    def add_deliveries(self, count):
        engagement = self.env["mtm.engagement"].browse(self.first_engagement + 1)
        template = self.env["mtm.service.delivery"].create(
            {
                "engagement_id": engagement.id,
                "service_id": engagement.service_ids[:1].id,
                "country_id": engagement.country_ids[:1].id,
                "date": engagement.date_start,
                "user_id": self.managers[0],
            }
        )
        number = self._stakeholder_of(SQL("(e.id - %s)", self.first_engagement))
        copy(
            self.env,
            template,
            count,
            {
                "engagement_id": SQL("e.id"),
                "service_id": SQL("s.id"),
                "uom_id": SQL("s.uom_id"),
                "partner_id": SQL("e.partner_id"),
                "country_id": pick(self.countries, number),
                "date": SQL("e.date_start + n %% 400"),
                "quantity": SQL("1 + n %% 7"),
                "state": pick(("confirmed", "confirmed", "draft"), SQL("n")),
                "user_id": self._manager(SQL("n")),
            },
            SQL(
                """JOIN mtm_engagement e ON e.id = %s + 1 + (n * 104729::bigint) %% %s
                   JOIN mtm_service s ON s.id = %s""",
                self.first_engagement,
                self.engagements,
                pick([pair[0] for pair in self.offers.values()], number),
            ),
        )

    def add_commitments(self, count):
        engagement = self.env["mtm.engagement"].browse(self.first_engagement + 1)
        template = self.env["mtm.commitment"].create(
            {
                "name": "Many",
                "engagement_id": engagement.id,
                "date_due": "2026-01-01",
                "user_id": self.managers[0],
            }
        )
        copy(
            self.env,
            template,
            count,
            {
                "name": SQL("'Commitment ' || n"),
                "engagement_id": SQL("e.id"),
                "partner_id": SQL("e.partner_id"),
                "date_due": SQL("CURRENT_DATE - 60 + n %% 180"),
                "state": pick(("open", "open", "done"), SQL("n")),
                "user_id": self._manager(SQL("n")),
            }
            | self._column(template, "closing_note", SQL("'Kept'")),
            SQL(
                "JOIN mtm_engagement e ON e.id = %s + 1 + (n * 3::bigint) %% %s",
                self.first_engagement,
                self.engagements,
            ),
        )

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
                "date_last_stage_update": SQL(
                    "now()::timestamp - n %% 90 * interval '1 day'"
                ),
            },
        )
        field = self.env["crm.lead"]._fields["tag_ids"]
        self._relate(
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

    def add_activities(self, count):
        """Give the same number of engagements and opportunities a next step."""
        for model, base in (
            ("mtm.engagement", self.first_engagement),
            ("crm.lead", self.first_lead),
        ):
            record = self.env[model].browse(base + 1)
            template = record.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.managers[0]
            )
            copy(
                self.env,
                template,
                count,
                {
                    "res_id": SQL("%s + 1 + n * 4 %% %s", base, self.engagements),
                    "user_id": self._manager(SQL("n")),
                    "date_deadline": SQL("CURRENT_DATE - 20 + n %% 60"),
                }
                | self._column(template, "mtm_engagement_id", SQL("NULL")),
            )
