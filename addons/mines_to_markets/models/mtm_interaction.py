from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# an id says which table a row is from, and which row of it
MEETING, MESSAGE, DELIVERY, ATTENDEE = range(4)
TABLES = 4


class MtmInteraction(models.Model):
    """All that was done with a stakeholder, on one timeline.

    Meetings, calls, e-mails and notes, done activities and confirmed deliveries, where
    they are: nothing is copied. Each part of the view has engagement and stakeholder
    as plain columns of indexed tables, so that the timeline of one is read through
    indexes, however much there is of all others.
    """

    _name = "mtm.interaction"
    _description = "Interaction"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "summary"
    _depends = {
        "calendar.event": ["active", "start", "user_id", "engagement_id"],
        "calendar.attendee": ["event_id", "partner_id"],
        "mail.message": [
            "model",
            "res_id",
            "date",
            "author_id",
            "message_type",
            "subtype_id",
            "is_internal",
            "mail_activity_type_id",
        ],
        "mtm.engagement": ["partner_id", "company_id", "lead_id"],
        "mtm.service.delivery": [
            "engagement_id",
            "partner_id",
            "country_id",
            "date",
            "user_id",
            "state",
        ],
        "res.partner": ["commercial_partner_id"],
    }

    kind = fields.Selection(
        [
            ("meeting", "Meeting"),
            ("call", "Call"),
            ("email", "E-mail"),
            ("note", "Note"),
            ("activity", "Done activity"),
            ("delivery", "Delivery"),
        ],
        readonly=True,
    )
    date = fields.Datetime(readonly=True)
    engagement_id = fields.Many2one("mtm.engagement", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Stakeholder", readonly=True)
    user_id = fields.Many2one("res.users", string="Colleague", readonly=True)
    author_id = fields.Many2one("res.partner", string="By", readonly=True)
    country_id = fields.Many2one("res.country", string="Delivered In", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    event_id = fields.Many2one("calendar.event", string="Meeting", readonly=True)
    message_id = fields.Many2one("mail.message", readonly=True)
    delivery_id = fields.Many2one("mtm.service.delivery", readonly=True)
    res_model = fields.Char(readonly=True, export_string_translation=False)
    res_id = fields.Many2oneReference(
        model_field="res_model", readonly=True, export_string_translation=False
    )
    summary = fields.Char(compute="_compute_summary", search="_search_summary")

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(
            (
                self._meetings(),
                self._messages_on_engagements(),
                self._messages_on_leads(),
                self._messages_on_partners(),
                self._deliveries(),
                self._meetings_of_attendees(),
            )
        )

    def _meetings(self):
        return SQL(
            """
            SELECT event.id * %(tables)s + %(table)s AS id,
                   'meeting' AS kind, event.start AS date,
                   engagement.id AS engagement_id, engagement.partner_id,
                   event.user_id, NULL::integer AS author_id,
                   NULL::integer AS country_id, engagement.company_id,
                   event.id AS event_id, NULL::integer AS message_id,
                   NULL::integer AS delivery_id,
                   'calendar.event' AS res_model, event.id AS res_id
              FROM calendar_event event
              JOIN mtm_engagement engagement ON engagement.id = event.engagement_id
             WHERE event.active
            """,
            tables=SQL(str(TABLES)),
            table=SQL(str(MEETING)),
        )

    def _meetings_of_attendees(self):
        """Return meetings without engagement, once for each organisation invited."""
        return SQL(
            """
            SELECT attendee.id * %(tables)s + %(table)s, 'meeting', event.start,
                   NULL::integer, person.commercial_partner_id,
                   event.user_id, NULL::integer,
                   NULL::integer, NULL::integer,
                   event.id, NULL::integer, NULL::integer,
                   'calendar.event', event.id
              FROM calendar_attendee attendee
              JOIN res_partner person ON person.id = attendee.partner_id
              JOIN calendar_event event ON event.id = attendee.event_id
             WHERE event.active
               AND event.engagement_id IS NULL
               AND NOT EXISTS (
                   SELECT FROM res_users colleague
                    WHERE colleague.partner_id = person.id
                      AND colleague.share IS NOT TRUE)
               AND NOT EXISTS (
                   SELECT FROM calendar_attendee earlier
                     JOIN res_partner other ON other.id = earlier.partner_id
                    WHERE earlier.event_id = attendee.event_id
                      AND earlier.id < attendee.id
                      AND other.commercial_partner_id = person.commercial_partner_id
                      AND NOT EXISTS (
                          SELECT FROM res_users colleague
                           WHERE colleague.partner_id = other.id
                             AND colleague.share IS NOT TRUE))
            """,
            tables=SQL(str(TABLES)),
            table=SQL(str(ATTENDEE)),
        )

    def _messages_on_engagements(self):
        return self._messages(
            SQL("engagement.id, engagement.partner_id"),
            SQL("engagement.company_id"),
            SQL("JOIN mtm_engagement engagement ON engagement.id = message.res_id"),
            SQL("message.model = 'mtm.engagement'"),
        )

    def _messages_on_leads(self):
        """Return what was said on an opportunity that became an engagement."""
        return self._messages(
            SQL("engagement.id, engagement.partner_id"),
            SQL("engagement.company_id"),
            SQL(
                "JOIN mtm_engagement engagement ON engagement.lead_id = message.res_id"
            ),
            SQL("message.model = 'crm.lead'"),
        )

    def _messages_on_partners(self):
        """Return what was said on a stakeholder and on its people."""
        return self._messages(
            SQL("NULL::integer, person.commercial_partner_id"),
            SQL("NULL::integer"),
            SQL("JOIN res_partner person ON person.id = message.res_id"),
            SQL("message.model = 'res.partner'"),
        )

    def _messages(self, whose, company, join, where):
        """Return comments, e-mails and done activities of one model."""
        return SQL(
            """
            SELECT message.id * %(tables)s + %(table)s,
                   CASE WHEN type.category = 'phonecall' THEN 'call'
                        WHEN type.id IS NOT NULL THEN 'activity'
                        WHEN message.message_type IN ('email', 'email_outgoing')
                        THEN 'email'
                        WHEN message.is_internal OR subtype.internal THEN 'note'
                        ELSE 'email'
                   END,
                   message.date, %(whose)s,
                   (SELECT id FROM res_users colleague
                     WHERE colleague.partner_id = message.author_id
                       AND colleague.share IS NOT TRUE
                     ORDER BY id LIMIT 1),
                   message.author_id, NULL::integer, %(company)s,
                   NULL::integer, message.id, NULL::integer,
                   message.model, message.res_id
              FROM mail_message message
              %(join)s
              LEFT JOIN mail_activity_type type
                     ON type.id = message.mail_activity_type_id
              LEFT JOIN mail_message_subtype subtype
                     ON subtype.id = message.subtype_id
             WHERE %(where)s
               AND (message.message_type IN ('comment', 'email', 'email_outgoing')
                    OR message.mail_activity_type_id IS NOT NULL)
            """,
            tables=SQL(str(TABLES)),
            table=SQL(str(MESSAGE)),
            whose=whose,
            company=company,
            join=join,
            where=where,
        )

    def _deliveries(self):
        return SQL(
            """
            SELECT id * %(tables)s + %(table)s, 'delivery', date::timestamp,
                   engagement_id, partner_id,
                   user_id, NULL::integer, country_id, company_id,
                   NULL::integer, NULL::integer, id,
                   'mtm.service.delivery', id
              FROM mtm_service_delivery
             WHERE state = 'confirmed'
            """,
            tables=SQL(str(TABLES)),
            table=SQL(str(DELIVERY)),
        )

    def _compute_summary(self):
        # whoever may read the row may read what it is about, with one exception: what
        # Odoo hides of a private meeting is hidden here as well
        events = self._sources("calendar.event", MEETING, ATTENDEE)
        messages = self.sudo()._sources("mail.message", MESSAGE)
        deliveries = self.sudo()._sources("mtm.service.delivery", DELIVERY)
        summaries = (
            {event_id: event.display_name for event_id, event in events.items()}
            | {
                message_id: message.subject or message.preview
                for message_id, message in messages.items()
            }
            | {
                delivery_id: delivery.display_name
                for delivery_id, delivery in deliveries.items()
            }
        )
        for interaction in self:
            interaction.summary = summaries.get(interaction.id)

    def _sources(self, model, *tables):
        """Return ``{id: record of that model}`` of these interactions."""
        by_id = {
            interaction.id: interaction._source_id()
            for interaction in self
            if interaction.id % TABLES in tables
        }
        if ATTENDEE in tables:
            attendees = [i for i in by_id if i % TABLES == ATTENDEE]
            by_id |= {row.id: row.event_id.id for row in self.browse(attendees)}
        Model = self.env[model]
        # fetched at once
        found = Model.browse(by_id.values())._filtered_access("read")
        return {
            interaction_id: found.browse(source_id).with_prefetch(found.ids)
            for interaction_id, source_id in by_id.items()
            if source_id in found._ids
        }

    def _source_id(self):
        return self.id // TABLES

    def _search_summary(self, operator, value):
        if operator not in ("ilike", "=ilike", "like", "=like"):
            return NotImplemented
        return (
            Domain.OR(
                Domain(field, operator, value)
                for field in ("delivery_id.service_id.name", "engagement_id.name")
            )
            | Domain.OR(
                # the rules of this model are checked: Odoo would look up the record of
                # every message found
                Domain(field, "any!", Domain(name, operator, value))
                for field, name in (
                    ("message_id", "subject"),
                    ("message_id", "body"),
                )
            )
            | Domain("event_id.name", operator, value)
        )

    def action_open(self):
        """Open what the interaction is: the meeting, the delivery, or the record that
        the message is on."""
        self.ensure_one()
        return (
            self.env[self.res_model]
            .browse(self.res_id)
            ._get_records_action(target="current")
        )
