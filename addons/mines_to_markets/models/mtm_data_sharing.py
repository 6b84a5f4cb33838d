from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MtmDataSharing(models.Model):
    """What an agreement lets us show to whom, for what, and until when."""

    _name = "mtm.data.sharing"
    _description = "Data Sharing"
    _order = "agreement_id, date_end, id"
    _rec_name = "what"
    _rec_names_search = ["what", "partner_id"]

    agreement_id = fields.Many2one(
        "agreement", required=True, index=True, ondelete="cascade"
    )
    amendment_id = fields.Many2one(
        "mtm.agreement.amendment",
        index="btree_not_null",
        ondelete="cascade",
        copy=False,
        help="The amendment that allows it; without one, the agreement itself does.",
    )
    what = fields.Char(
        required=True,
        index="trigram",
        help="Which data: production by site, incidents, lists of participants …",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="With Whom",
        required=True,
        index=True,
        ondelete="restrict",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    purpose = fields.Char(help="What they may use it for.")
    is_personal = fields.Boolean(
        string="Personal Data",
        help="It names people, or lets one find out who they are.",
    )
    date_start = fields.Date(string="From", help="Blank: as soon as it is signed.")
    date_end = fields.Date(
        string="Until", help="Blank: as long as the agreement holds."
    )
    is_allowed = fields.Boolean(
        string="Allowed Today",
        compute="_compute_is_allowed",
        search="_search_is_allowed",
        help="The agreement is in force, and today lies within the dates of this line.",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "Sharing cannot end before it starts."
    )

    @api.depends("agreement_id")
    def _compute_partner_id(self):
        for line in self:
            line.partner_id = line.partner_id or line.agreement_id.commercial_partner_id

    @api.depends(
        "date_start",
        "date_end",
        "amendment_id.date_signed",
        "agreement_id.signature_date",
        "agreement_id.start_date",
        "agreement_id.end_date",
        "agreement_id.date_terminated",
    )
    def _compute_is_allowed(self):
        self.is_allowed = False
        today = fields.Date.context_today(self)
        self.filtered_domain(self._domain_allowed(today)).is_allowed = True

    def _search_is_allowed(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._domain_allowed(fields.Date.context_today(self))

    @api.model
    def _domain_allowed(self, day):
        """Return what is allowed on a day by a signed agreement in force on it."""

        def since(field):
            return Domain(field, "=", False) | Domain(field, "<=", day)

        def until(field):
            return Domain(field, "=", False) | Domain(field, ">=", day)

        return Domain.AND(
            [
                Domain("agreement_id.signature_date", "<=", day),
                since("agreement_id.start_date"),
                until("agreement_id.end_date"),
                Domain("agreement_id.date_terminated", "=", False)
                | Domain("agreement_id.date_terminated", ">", day),
                Domain("amendment_id", "=", False)
                | Domain("amendment_id.date_signed", "<=", day),
                since("date_start"),
                until("date_end"),
            ]
        )

    @api.model
    def _find_permissions(self, partner, what="", day=None, personal=False):
        """Answer whether a partner may see data on a day: the lines that allow it.

        :param partner: who asks; what their organisation may see, they may
        :param what: words of the data asked for; all of them have to be in the line
        :param day: by default today
        :param personal: whether the data name people; only a line that says so
            allows that
        """
        day = day or fields.Date.context_today(self)
        domain = self._domain_allowed(day) & Domain(
            "partner_id.commercial_partner_id", "=", partner.commercial_partner_id.id
        )
        if personal:
            domain &= Domain("is_personal", "=", True)
        for word in (what or "").split():
            domain &= Domain("what", "ilike", word)
        return self.search(domain)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_not_signed()
        return lines

    def write(self, vals):
        if not self._only_ends_earlier(vals):
            self._check_not_signed()
        return super().write(vals)

    def _only_ends_earlier(self, vals):
        """Whether this does no more than to allow less: that needs no amendment."""
        end = fields.Date.to_date(vals.get("date_end"))
        return vals.keys() == {"date_end"} and all(
            end and (not line.date_end or end <= line.date_end) for line in self
        )

    def _check_not_signed(self):
        """:raises UserError: when what was signed would change."""
        for line in self:
            paper = line.amendment_id or line.agreement_id
            # what is entered together with a paper that is signed is part of it
            if paper._kept_versions():
                raise UserError(
                    self.env._(
                        "%(paper)s is signed, so what may be shared changes by an "
                        "amendment. Only an earlier end needs none.",
                        paper=paper.display_name,
                    )
                )

    @api.constrains("agreement_id", "amendment_id")
    def _check_amendment_is_of_agreement(self):
        for line in self.filtered("amendment_id"):
            if line.amendment_id.agreement_id != line.agreement_id:
                raise UserError(
                    self.env._(
                        "%(amendment)s is not an amendment of %(agreement)s.",
                        amendment=line.amendment_id.display_name,
                        agreement=line.agreement_id.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_not_signed()

    @api.depends("what", "partner_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = ", ".join(
                filter(None, (line.what, line.partner_id.name))
            )
