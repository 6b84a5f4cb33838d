from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools import clock

MAY_ASK = ("editor", "officer")
LONGEST_TEXT = 2_000
BADGES = {
    "new": "text-bg-info",
    "accepted": "text-bg-success",
    "declined": "text-bg-secondary",
}
KINDS = [
    ("new_site", "A site is missing"),
    ("closed_site", "A site has closed"),
    ("correction", "An approved number is wrong"),
]


class AsmReportRequest(models.Model):
    """What a partner asks for about a report that they cannot change themselves.

    A site that is missing from it, a site that has closed, or a number that was
    approved and is wrong. Staff answer; what was asked and answered stays.
    """

    _name = "asm.report.request"
    _description = "Request about a Report"
    _inherit = [
        "mtm.portal.mixin",
        "mtm.rate.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "create_date desc, id desc"
    _rec_name = "wished"

    submission_id = fields.Many2one(
        "asm.submission", string="Report", required=True, index=True, ondelete="cascade"
    )
    program_id = fields.Many2one(related="submission_id.program_id")
    partner_id = fields.Many2one(related="submission_id.partner_id")
    kind = fields.Selection(KINDS, string="Asked For", required=True)
    wished = fields.Char(
        required=True,
        help="The name of the site, or what the number should be.",
    )
    site_id = fields.Many2one("mtm.site", index="btree_not_null", ondelete="restrict")
    actual_id = fields.Many2one(
        "asm.actual", string="Number", index="btree_not_null", ondelete="restrict"
    )
    reason = fields.Text(required=True, help="Where it is, or why it is wrong.")
    state = fields.Selection(
        [("new", "New"), ("accepted", "Accepted"), ("declined", "Declined")],
        required=True,
        default="new",
        tracking=True,
        copy=False,
        group_expand=True,
    )
    answer = fields.Text(copy=False, help="What the partner reads as our answer.")
    answered_on = fields.Datetime(readonly=True, copy=False)
    answered_by = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _closed_site_named = models.Constraint(
        "CHECK (kind <> 'closed_site' OR site_id IS NOT NULL)",
        "Say which site has closed.",
    )
    _number_named = models.Constraint(
        "CHECK ((kind = 'correction') = (actual_id IS NOT NULL))",
        "A wish for a correction names the number, and no other wish does.",
    )
    _declined_with_answer = models.Constraint(
        "CHECK (state <> 'declined' OR answer <> '')",
        "Say why, before you decline: the partner reads it.",
    )
    _answered_is_whole = models.Constraint(
        "CHECK ((state = 'new') = (answered_on IS NULL) "
        "AND (answered_on IS NULL) = (answered_by IS NULL))",
        "What is decided says when and by whom.",
    )
    _open_once = models.UniqueIndex(
        "(actual_id) WHERE state = 'new'",
        "A correction of this number has been asked for already.",
    )

    @api.constrains("actual_id", "submission_id")
    def _check_number_is_of_the_report(self):
        for request in self.filtered("actual_id"):
            if request.actual_id.submission_id != request.submission_id:
                raise ValidationError(
                    self.env._("The number is not one of this report.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        for request in requests:
            request._tell_reviewer()
        return requests

    def _tell_reviewer(self):
        """Leave an activity with who looks after the programme."""
        self.ensure_one()
        reviewer = self.submission_id._reminder_user()
        if reviewer:
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=reviewer.id,
                summary=self.env._("A partner asks about a report"),
            )

    def action_accept(self):
        """Do what was asked for, where that is more than to agree."""
        self._check_open()
        for request in self:
            request._carry_out()
            request._close("accepted")

    def action_decline(self):
        self._check_open()
        for request in self:
            if not request.answer:
                raise UserError(
                    self.env._("Say why, before you decline: the partner reads it.")
                )
            request._close("declined")

    def _check_open(self):
        self.check_access("write")
        for request in self:
            if request.state != "new":
                raise UserError(
                    self.env._("%(request)s is answered.", request=request.wished)
                )

    def _close(self, state):
        self.write(
            {
                "state": state,
                "answered_on": clock.now(),
                "answered_by": self.env.uid,
            }
        )
        self.activity_ids.action_done()

    def _carry_out(self):
        """Reopen a number, or have a site reported, or no longer."""
        if self.kind == "correction":
            if self.actual_id.state == "approved":
                self.actual_id.action_reopen(self.reason)
            return
        if self.kind == "new_site":
            self.site_id = self.site_id or self._make_site()
        assignments = self._assignments()
        link = self.kind == "new_site"
        command = Command.link if link else Command.unlink
        for assignment in assignments:
            if not link and assignment.site_ids == self.site_id:
                # without any site it would be asked for the whole programme
                raise UserError(
                    self.env._(
                        "%(site)s is the only site where %(partner)s reports "
                        "%(indicator)s: end the assignment first.",
                        site=self.site_id.name,
                        partner=self.partner_id.name,
                        indicator=assignment.program_indicator_id.display_name,
                    )
                )
            assignment.site_ids = [command(self.site_id.id)]

    def _make_site(self):
        country = self.program_id.country_ids
        if len(country) > 1:
            country &= self.partner_id.country_id
        if len(country) != 1:
            raise UserError(
                self.env._(
                    "Choose the site, or make it first: in which country "
                    "%(site)s lies does not follow from the programme.",
                    site=self.wished,
                )
            )
        return self.env["mtm.site"].create(
            {
                "name": self.wished,
                "country_id": country.id,
                "partner_ids": [Command.link(self.partner_id.id)],
            }
        )

    def _assignments(self):
        """Return what the partner reports site by site in this programme."""
        found = self.env["asm.assignment"].search(
            [
                ("program_indicator_id.program_id", "=", self.program_id.id),
                ("partner_id", "=", self.partner_id.id),
            ]
        )
        return found.filtered("site_ids")

    # The portal: who may ask, for what, and what came of it

    @api.model
    def _portal_ask(self, submission, typed):
        """Store what a partner asks for about a report.

        The caller has found the report as the user, and calls with sudo(); the role
        is checked here.

        :param typed: ``{name: text}`` with kind, wished, site_id, actual_id, reason
        :return: the request, and problems ``{name: message}``
        :raises AccessError: for who may only read
        """
        if submission._portal_role() not in MAY_ASK:
            raise AccessError(
                self.env._(
                    "Your role does not allow this. Ask the officer of your "
                    "organisation."
                )
            )
        values, problems = self._portal_read(submission, typed)
        too_many = not problems and self._explain_too_many()
        if too_many:
            problems["reason"] = too_many
        if problems:
            return self.browse(), problems
        return self.create(values), {}

    def _portal_read(self, submission, typed):
        text = {
            name: str(typed.get(name) or "").strip()[:LONGEST_TEXT]
            for name in ("kind", "wished", "site_id", "actual_id", "reason")
        }
        problems = {}
        if text["kind"] not in dict(KINDS):
            problems["kind"] = self.env._("Choose what you ask for.")
        sites = {str(site["id"]): site for site in self._portal_sites(submission)}
        numbers = {str(n["id"]): n for n in self._portal_numbers(submission)}
        values = {
            "submission_id": submission.id,
            "kind": text["kind"],
            "wished": text["wished"],
            "reason": text["reason"],
        }
        if text["kind"] == "closed_site":
            if text["site_id"] in sites:
                values["site_id"] = sites[text["site_id"]]["id"]
                values["wished"] = sites[text["site_id"]]["name"]
            else:
                problems["site_id"] = self.env._("Choose the site that has closed.")
        elif text["kind"] == "correction" and text["actual_id"] not in numbers:
            problems["actual_id"] = self.env._("Choose the number that is wrong.")
        elif text["kind"] == "correction":
            values["actual_id"] = numbers[text["actual_id"]]["id"]
        if not values["wished"] and not problems:
            problems["wished"] = self.env._("Write what it should be.")
        if not text["reason"]:
            problems["reason"] = self.env._("Say why, in a sentence or two.")
        return values, problems

    @api.model
    def _portal_sites(self, submission):
        """Return the sites that a report asks about, as ``{id, name}``."""
        sites = submission.sudo().line_ids.site_id
        return [{"id": site.id, "name": site.name} for site in sites.sorted("name")]

    @api.model
    def _portal_numbers(self, submission):
        """Return the approved numbers of a report that no open wish is about."""
        rows = submission.sudo().actual_ids.filtered(lambda r: r.state == "approved")
        asked = submission.sudo().request_ids.filtered(lambda r: r.state == "new")
        point = submission._number_marks()["point"]
        return [
            {"id": row.id, "name": submission._request_label(row, point)}
            for row in rows - asked.actual_id
        ]

    def _portal_card(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return super()._portal_card() | {
            "kind": kinds[self.kind],
            "wished": self.wished,
            "reason": self.reason,
            "badge_class": BADGES[self.state],
            "state_label": states[self.state],
            # what is still being written is no answer yet
            "answer": self.answer or "" if self.state != "new" else "",
            "asked_on": self.create_date,
        }
