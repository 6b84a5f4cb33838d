from odoo import api, fields, models


class AsmAwardTerm(models.Model):
    """What a funder asks for beside the numbers: conditions, approvals, deliverables.

    Written down while the opportunity is negotiated; at the win it goes to the award.
    """

    _name = "asm.award.term"
    _description = "Term of an Award"
    _order = "award_id, lead_id, date_due, id"

    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity", index="btree_not_null", ondelete="cascade"
    )
    award_id = fields.Many2one(
        "asm.award", index="btree_not_null", ondelete="cascade", copy=False
    )
    kind = fields.Selection(
        [
            ("condition", "Condition"),
            ("prior_approval", "Prior approval"),
            ("deliverable", "Deliverable"),
        ],
        required=True,
        default="condition",
        help="Prior approval: what may not be done before the funder has agreed.",
    )
    name = fields.Char(string="What", required=True)
    date_due = fields.Date(string="Due")
    date_met = fields.Date(string="Met On", copy=False)
    state = fields.Selection(
        [("open", "Open"), ("met", "Met"), ("waived", "Waived")],
        required=True,
        default="open",
        copy=False,
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )
    note = fields.Text()

    _belongs_somewhere = models.Constraint(
        "CHECK (lead_id IS NOT NULL OR award_id IS NOT NULL)",
        "A term belongs to an opportunity or to an award.",
    )
    _met_has_date = models.Constraint(
        "CHECK ((state = 'met') = (date_met IS NOT NULL))",
        "A term that is met says since when, and only such a one does.",
    )

    @api.depends("state", "date_due")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for term in self:
            term.is_overdue = bool(
                term.state == "open" and term.date_due and term.date_due < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = [
            ("state", "=", "open"),
            ("date_due", "<", fields.Date.context_today(self)),
        ]
        return overdue if True in value else ["!", "&", *overdue]

    def action_meet(self):
        """Say that these terms are met today.

        Whoever does the work says so, also where the award is kept by finance; the
        award's chatter says who it was.
        """
        self.check_access("read")
        # terms of an award are written by finance; that one is met is for all to say
        terms = self.sudo().filtered(lambda term: term.state == "open")
        terms.write({"state": "met", "date_met": fields.Date.context_today(self)})
        for term in terms.filtered("award_id"):
            term.award_id.message_post(
                body=self.env._("Met: %(term)s", term=term.name),
                author_id=self.env.user.partner_id.id,
            )
