from datetime import date, datetime
from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL, Query

SHOWN = 3
_READ = {"date": date.fromisoformat, "datetime": datetime.fromisoformat}


class Part(NamedTuple):
    """What a part of the first screen asks for, and what it shows of it.

    ``of`` names what the user must have for it to hold anything, as
    :meth:`MtmPortalHome._owned` knows it. ``Model`` carries whose rights are asked
    for. ``shown`` is ``{name: field}``; the field may lie behind others
    (``program_id.name``) or be a function that gives the SQL of a table's alias.
    """

    of: str
    Model: models.BaseModel
    domain: Domain
    shown: dict
    order: str
    limit: int = SHOWN


class Question(NamedTuple):
    """A part as it is asked: its SELECT, and what reads the days that it gives."""

    of: str
    sql: SQL
    readers: dict


class MtmPortalHome(models.AbstractModel):
    """What the first screen of the portal holds, asked for in two statements.

    The first says of what there is anything at all, so that the second, which goes by
    the user's rights, is no longer than it has to be. Turning rights and conditions
    into SQL takes longer than the answer and gives the same each time: it is kept as
    long as what the user's rules say is.
    """

    _name = "mtm.portal.home"
    _description = "First Screen of the Portal"

    @api.model
    def _read(self, partner_id=None):
        """Return ``{part: rows}``, each row as ``{name: value}``, for who asks.

        :param partner_id: the organisation that is looked at; None for all of theirs
        """
        day = fields.Date.context_today(self)
        questions = self._kept_questions(partner_id, day)
        questions = questions or self._questions(partner_id, day)
        there = self._there()
        asked = {name: one for name, one in questions.items() if one.of in there}
        return {name: [] for name in questions} | self._ask(asked)

    def _ask(self, questions):
        if not questions:
            return {}
        columns = [
            SQL("(SELECT json_agg(part) FROM (%s) part)", question.sql)
            for question in questions.values()
        ]
        [found] = self.env.execute_query(SQL("SELECT %s", SQL(", ").join(columns)))
        return {
            name: [
                row
                | {
                    day: row[day] and read(row[day])
                    for day, read in one.readers.items()
                }
                for row in rows or ()
            ]
            for (name, one), rows in zip(questions.items(), found, strict=True)
        }

    @api.model
    @tools.ormcache(
        "self.env.uid",
        "self.env.su",
        "self.env.lang",
        "tuple(self.env['ir.rule']._compute_domain_context_values())",
        "partner_id",
        "day",
    )
    def _kept_questions(self, partner_id, day):
        """Return the questions; None where they hold what the database said just now.

        A rule may name others by their tree, which Odoo looks up while it writes the
        statement. What rights and rules are made of is looked up the first time.
        """
        self._questions(partner_id, day)
        asked = self.env.cr.sql_log_count
        questions = self._questions(partner_id, day)
        return questions if self.env.cr.sql_log_count == asked else None

    @api.model
    def _questions(self, partner_id, day):
        return {
            name: Question(part.of, *self._select(part))
            for name, part in self._parts(partner_id, day).items()
            if part.Model.has_access("read")
        }

    @api.model
    def _there(self):
        """Return the names of what the user has anything of, whatever their rights."""
        roles = self.env["mtm.partner.access"]._roles(self.env.user)
        owned = self._owned(list(roles))
        if self.env.user._is_internal():
            return set(owned)
        [found] = self.env.execute_query(
            SQL("SELECT %s", SQL(", ").join(owned.values()))
        )
        return {name for name, is_there in zip(owned, found, strict=True) if is_there}

    @api.model
    def _owned(self, partner_ids):
        """Return ``{name: SQL}`` that says whether there is anything of the user's.

        :param partner_ids: ids of the organisations that the user acts for
        """
        engagements = self._any_of("mtm.engagement", "partner_id", partner_ids)
        joined = self._any_of("mtm.engagement.party", "partner_id", partner_ids)
        return {
            "invitations": self._any_of(
                "mtm.partner.invitation", "user_id", [self.env.uid]
            ),
            "promises": self._any_of("mtm.commitment", "partner_id", partner_ids),
            "requests": self._any_of("mtm.service.request", "partner_id", partner_ids),
            "engagements": SQL("%s OR %s", engagements, joined),
            "agreements": self._any_agreement(partner_ids),
        }

    def _any_of(self, model, name, ids):
        Model = self.env[model]
        return SQL(
            "EXISTS(SELECT FROM %s WHERE %s = ANY(%s))",
            SQL.identifier(Model._table),
            SQL.identifier(name, to_flush=Model._fields[name]),
            ids,
        )

    def _any_agreement(self, partner_ids):
        signed_by_a_person = SQL(
            """EXISTS(
                SELECT FROM res_partner person
                JOIN agreement ON agreement.partner_id = person.id
                WHERE person.parent_id = ANY(%s)
            )""",
            partner_ids,
            to_flush=self.env["res.partner"]._fields["parent_id"],
        )
        own = self._any_of("agreement", "partner_id", partner_ids)
        return SQL("%s OR %s", own, signed_by_a_person)

    def _select(self, part):
        """Return the SELECT of a part, and what reads its days."""
        Model = part.Model
        query = Model._search(part.domain, order=part.order, limit=part.limit)
        columns, readers = [], {}
        for name, path in part.shown.items():
            if callable(path):
                sql = path(Model._table)
            else:
                # which records is up to the user's rights, what the page says of them
                # to the page
                sql, kind = self._column(Model.sudo(), Model._table, path, query)
                if kind in _READ:
                    readers[name] = _READ[kind]
            columns.append(SQL("%s AS %s", sql, SQL.identifier(name)))
        return query.select(*columns), readers

    def _column(self, Model, alias, path, query):
        """Return the SQL of a field, maybe behind others, and its type.

        What lies behind is a question of its own: PostgreSQL plans many small ones
        much faster than one with as many tables.
        """
        name, _point, rest = path.partition(".")
        sql = Model._field_to_sql(alias, name, query)
        if not rest:
            return sql, Model._fields[name].type
        behind = Query(
            self.env, query.make_alias(alias, name), SQL.identifier(Model[name]._table)
        )
        value, kind = self._column(Model[name], behind.table, rest, behind)
        behind.add_where(SQL("%s = %s", SQL.identifier(behind.table, "id"), sql))
        return behind.subselect(value), kind

    @api.model
    def _parts(self, partner_id, day):
        """Return ``{name: Part}`` of all that the screen asks for.

        :param day: the user's today
        """
        return {
            "invitations": self._ask_invitations(day),
            "theirs": self._ask_promises(partner_id, is_ours=False, limit=5),
            "ours": self._ask_promises(partner_id, is_ours=True, limit=SHOWN),
            "requests": self._ask_requests(partner_id),
            "engagements": self._ask_engagements(partner_id),
            "agreements": self._ask_agreements(partner_id),
        }

    def _of_current(self, Model, partner_id, domain):
        return Domain(domain) & Model._portal_domain(partner_id)

    def _of_own(self, partner_id, name="partner_id"):
        """Return a domain of what belongs to an organisation that the user acts for.

        :param name: of the field that holds the organisation
        """
        own = Domain(f"{name}.access_ids.user_id", "=", self.env.uid)
        return own & Domain(name, "=", partner_id) if partner_id else own

    def _ask_invitations(self, day):
        # no one from outside may read this model: asking for one's own is safe
        return Part(
            "invitations",
            self.env["mtm.partner.invitation"].sudo(),
            Domain("user_id", "=", self.env.uid) & Domain("date_expiry", ">=", day),
            {"id": "id", "partner": "partner_id.name", "role": "role"},
            order="id",
            limit=None,
        )

    def _ask_promises(self, partner_id, is_ours, limit):
        Promise = self.env["mtm.commitment"]
        shown = {
            "name": "name",
            "partner": "partner_id.name",
            "date_due": "date_due",
            "engagement": "engagement_id",
        }
        if not is_ours:
            shown["is_open_to_user"] = self._may_open_engagement
        domain = [("state", "=", "open"), ("is_ours", "=", is_ours)]
        return Part(
            "promises",
            Promise,
            self._of_current(Promise, partner_id, domain),
            shown,
            order=Promise._order,
            limit=limit,
        )

    def _may_open_engagement(self, alias):
        """Say in SQL whether the engagement of a promise gets a link."""
        Engagement = self.env["mtm.engagement"]
        if not Engagement.has_access("read"):
            return SQL("FALSE")
        open_to_user = Engagement._search([]).subselect()
        return SQL("%s IN %s", SQL.identifier(alias, "engagement_id"), open_to_user)

    def _ask_requests(self, partner_id):
        Request = self.env["mtm.service.request"]
        return Part(
            "requests",
            Request,
            self._of_current(Request, partner_id, Domain.TRUE),
            {
                "services": self._names_of_services,
                "description": "description",
                "partner": "partner_id.name",
                "state": "state",
                "asked_on": "create_date",
            },
            order=Request._order,
        )

    def _names_of_services(self, alias):
        Service = self.env["mtm.service"].sudo()
        asked = self.env["mtm.service.request"]._fields["service_ids"]
        query = Service._search([])
        link = query.join(Service._table, "id", asked.relation, asked.column2, "asked")
        query.add_where(
            SQL(
                "%s = %s",
                SQL.identifier(link, asked.column1),
                SQL.identifier(alias, "id"),
            )
        )
        name = Service._field_to_sql(Service._table, "name", query)
        return SQL(
            "(%s)",
            query.select(
                SQL(
                    "string_agg(%s, ', ' ORDER BY %s, %s)",
                    name,
                    SQL.identifier(Service._table, "sequence"),
                    name,
                )
            ),
        )

    def _ask_engagements(self, partner_id):
        Engagement = self.env["mtm.engagement"]
        return Part(
            "engagements",
            Engagement,
            self._of_current(Engagement, partner_id, Domain.TRUE),
            {
                "id": "id",
                "name": "name",
                "partner": "partner_id.name",
                "stage": "stage_id.name",
                "is_closed": "stage_id.is_closed",
            },
            order=Engagement._order,
        )

    def _ask_agreements(self, partner_id):
        # agreements are hidden from portal users: these are of their own
        # organisations, and no more than a name and days is shown
        signed_by_a_person = Domain("partner_id.is_company", "=", False) & self._of_own(
            partner_id, "partner_id.parent_id"
        )
        return Part(
            "agreements",
            self.env["agreement"].sudo(),
            (self._of_own(partner_id) | signed_by_a_person)
            & Domain("is_template", "=", False)
            & Domain("is_in_force", "=", True),
            {
                "name": "name",
                "partner": "partner_id.commercial_partner_id.name",
                "date_end": "end_date",
            },
            order="end_date, id",
        )
