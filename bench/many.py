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

from bench.copies import (
    COUNTRIES,
    DAYS_AGO,
    KINDS,
    PLACES,
    WORKS,
    column,
    copy,
    pick,
    relate,
)
from bench.pipeline import Pipeline

HEALTH = ("on_track", "on_track", "at_risk", "off_track")
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


class _Filler(Pipeline):
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
        relate(
            self.env,
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
        relate(
            self.env,
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
            | column(agreement, "commercial_partner_id", SQL("%s + n", base)),
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
            | column(
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
                "health": pick(HEALTH, SQL("n")),
                "health_reason": SQL("'Rains'"),
                "partner_name": SQL(
                    "(SELECT name FROM res_partner WHERE id = %s + %s)",
                    self.partners,
                    number,
                ),
                "date_last_stage_update": DAYS_AGO,
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
            relate(
                self.env,
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
            | column(template, "closing_note", SQL("'Kept'")),
            SQL(
                "JOIN mtm_engagement e ON e.id = %s + 1 + (n * 3::bigint) %% %s",
                self.first_engagement,
                self.engagements,
            ),
        )

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
                | column(template, "mtm_engagement_id", SQL("NULL")),
            )
