from odoo import api, fields, models
from odoo.fields import Domain

LINES = 5
# activities of these types are shown apart from the others
REVIEWS = ("mail_activity_type_review", "mail_activity_type_renewal")
HEALTH = ("mail_activity_type_health",)


class MtmOverview(models.AbstractModel):
    """The left side: what waits for whom."""

    _inherit = "mtm.overview"

    @api.model
    def _waiting_kinds(self, asked):
        """Return what can wait for somebody, the most pressing first.

        An addon that brings something to wait for adds to this list. Each kind has
        ``key``, ``icon``, ``title``, ``model``, ``domain`` and ``order``; and the
        names of the fields that its lines show: ``name``, ``partner``, ``date``
        and ``user``, any but the first can be missing.
        """
        kinds = [
            self._waiting_commitments(asked),
            self._waiting_findings(asked),
            self._waiting_deliveries(asked),
            self._waiting_requests(asked),
        ]
        if self.env["mtm.vetting"]._may_decide():
            kinds.append(self._waiting_vettings(asked))
        return kinds

    @api.model
    def _waiting_commitments(self, asked):
        return {
            "key": "commitments",
            "icon": "fa-handshake-o",
            "title": self.env._("Commitments due"),
            "model": "mtm.commitment",
            "domain": self._due_commitments(asked) & Domain("date_due", "<=", "today"),
            "order": "date_due, id",
            "name": "name",
            "partner": "partner_id",
            "date": "date_due",
            "user": "user_id",
        }

    @api.model
    def _due_commitments(self, asked):
        return (
            Domain("state", "=", "open")
            & self._of_user(asked)
            & self._in_country(asked, "engagement_id.country_ids")
        )

    @api.model
    def _waiting_findings(self, asked):
        return {
            "key": "findings",
            "icon": "fa-search",
            "title": self.env._("Findings to check again"),
            "model": "mtm.finding",
            "domain": Domain("state", "=", "open")
            & Domain("date_next", "<=", "today")
            & self._of_user(asked)
            & self._in_country(asked, "engagement_id.country_ids"),
            "order": "date_next, id",
            "name": "name",
            "partner": "partner_id",
            "date": "date_next",
            "user": "user_id",
        }

    @api.model
    def _waiting_deliveries(self, asked):
        return {
            "key": "deliveries",
            "icon": "fa-check-square-o",
            "title": self.env._("Deliveries to confirm"),
            "model": "mtm.service.delivery",
            "domain": Domain("state", "=", "draft")
            & Domain("date", "<=", "today")
            & self._of_user(asked)
            & self._in_country(asked, "country_id"),
            "order": "date, id",
            "name": "service_id",
            "partner": "partner_id",
            "date": "date",
            "user": "user_id",
        }

    @api.model
    def _waiting_requests(self, asked):
        return {
            "key": "requests",
            "icon": "fa-inbox",
            "title": self.env._("Requests to answer"),
            "model": "mtm.service.request",
            "domain": Domain("state", "=", "new")
            & self._of_stakeholder(asked, with_new=True)
            & self._in_country(
                asked, "country_ids", "partner_id.operating_country_ids"
            ),
            "order": "create_date, id",
            "name": "name",
            "partner": "partner_id",
            "date": "create_date",
        }

    @api.model
    def _waiting_vettings(self, asked):
        """Whoever may decide is waited for by whoever asked, whosever it is."""
        return {
            "key": "vettings",
            "icon": "fa-shield",
            "title": self.env._("Vettings to decide"),
            "model": "mtm.vetting",
            "domain": Domain("result", "=", "pending")
            & Domain("requested_by", "!=", self.env.uid)
            & self._in_country(
                asked, "partner_id.operating_country_ids", "partner_id.country_id"
            ),
            "order": "date, id",
            "name": "kind",
            "partner": "partner_id",
            "date": "date",
            "user": "requested_by",
        }

    @api.model
    def _read_waiting(self, asked):
        kinds = [
            *self._read_activities(asked),
            *(self._read_waiting_kind(kind) for kind in self._waiting_kinds(asked)),
        ]
        return [kind for kind in kinds if kind["number"]["count"]]

    @api.model
    def _read_waiting_kind(self, kind):
        shown = {role: kind[role] for role in self._roles() if kind.get(role)}
        model = self.env[kind["model"]]
        name_only = {"fields": {"display_name": {}}}
        found = model.web_search_read(
            kind["domain"],
            {
                field: name_only if model._fields[field].type == "many2one" else {}
                for field in shown.values()
            },
            limit=LINES,
            order=kind["order"],
        )
        show = {role: self._shower(model, field) for role, field in shown.items()}
        return {
            "key": kind["key"],
            "icon": kind["icon"],
            "number": self._number(
                found["length"], kind["model"], kind["domain"], kind["title"]
            ),
            "lines": [
                {
                    "model": kind["model"],
                    "id": values["id"],
                    **{
                        role: show[role](values[field]) for role, field in shown.items()
                    },
                }
                for values in found["records"]
            ],
        }

    @api.model
    def _roles(self):
        return ("name", "partner", "date", "user")

    @api.model
    def _shower(self, model, name):
        """Return what makes a value that ``web_read`` gives fit for the screen."""
        field = model._fields[name]
        if field.type == "many2one":
            return lambda value: value and value["display_name"]
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return lambda value: labels.get(value, value)
        if field.type in ("date", "datetime"):
            return lambda value: value and fields.Date.to_string(value)
        return lambda value: value

    @api.model
    def _activity_kinds(self, asked):
        due = self._due_activities(asked)
        reviews, health = (
            [
                activity_type.id
                for name in names
                if (
                    activity_type := self.env.ref(
                        f"mines_to_markets.{name}", raise_if_not_found=False
                    )
                )
            ]
            for names in (REVIEWS, HEALTH)
        )
        return [
            {
                "key": key,
                "icon": icon,
                "title": title,
                "domain": due & Domain("activity_type_id", operator, types),
                "is_of": operator == "in",
                "types": types,
            }
            for key, icon, title, operator, types in (
                (
                    "activities",
                    "fa-clock-o",
                    self.env._("Activities due"),
                    "not in",
                    reviews + health,
                ),
                (
                    "reviews",
                    "fa-refresh",
                    self.env._("Reviews and renewals"),
                    "in",
                    reviews,
                ),
                (
                    "health",
                    "fa-heartbeat",
                    self.env._("Health to update"),
                    "in",
                    health,
                ),
            )
        ]

    @api.model
    def _due_activities(self, asked):
        """Return the domain of what is to be done by today.

        What follows a commitment or a finding is shown as that.
        """
        mine = Domain("user_id", "=", self.env.uid)
        due = Domain("date_deadline", "<=", "today") & Domain("is_followup", "=", False)
        engagement = Domain.TRUE
        if asked.whose == "mine":
            domain = mine
        else:
            engagement = self._of_engagement(asked)
            domain = mine | Domain("concerns_engagement_id", "any", engagement)
        if asked.country_id:
            engagement &= self._in_country(asked, "country_ids")
            domain &= Domain("concerns_engagement_id", "any", engagement)
        return due & domain

    @api.model
    def _read_activities(self, asked):
        """Look for activities once, whatever kind they are of."""
        activities = self.env["mail.activity"]
        query = activities._search_concerning(
            self._due_activities(asked), "date_deadline, id"
        )
        rows = self.env.execute_query(
            query.select(
                *(
                    activities._field_to_sql(query.table, name)
                    for name in ("id", "activity_type_id")
                )
            )
        )
        kinds = self._activity_kinds(asked)
        found = [
            [
                id_
                for id_, type_id in rows
                if (type_id in kind["types"]) == kind["is_of"]
            ]
            for kind in kinds
        ]
        shown = activities.browse(id_ for ids in found for id_ in ids[:LINES])
        values = {one["id"]: one for one in shown.web_read(self._activity_fields())}
        readable = self._readable_documents(values.values())
        return [
            {
                "key": kind["key"],
                "icon": kind["icon"],
                "number": self._number(
                    len(ids), "mail.activity", kind["domain"], kind["title"]
                ),
                "lines": [
                    self._activity_line(values[id_], readable) for id_ in ids[:LINES]
                ],
            }
            for kind, ids in zip(kinds, found, strict=True)
        ]

    @api.model
    def _activity_fields(self):
        return {
            "display_name": {},
            "res_model": {},
            "res_id": {},
            "res_name": {},
            "date_deadline": {},
            "user_id": {"fields": {"display_name": {}}},
        }

    @api.model
    def _activity_line(self, values, readable):
        document = (values["res_model"], values["res_id"])
        is_readable = document in readable
        return {
            "model": document[0] if is_readable else "mail.activity",
            "id": document[1] if is_readable else values["id"],
            "name": values["display_name"],
            "partner": is_readable and values["res_name"],
            "date": fields.Date.to_string(values["date_deadline"]),
            "user": values["user_id"] and values["user_id"]["display_name"],
        }

    @api.model
    def _readable_documents(self, activities):
        """Return model and id of those documents that the reader may open.

        Somebody can have an activity on a record that was closed to them since.
        """
        by_model = {}
        for values in activities:
            if values["res_model"] in self.env:
                by_model.setdefault(values["res_model"], []).append(values["res_id"])
        return {
            (model, record.id)
            for model, ids in by_model.items()
            for record in self.env[model].browse(ids).exists()._filtered_access("read")
        }
