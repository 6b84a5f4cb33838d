from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.personal_data import CODED

_AT_ONCE = 500


class MtmRetentionRule(models.Model):
    """How long something about people is kept, and what becomes of it then.

    What can be chosen are records that nothing rests on. Numbers, ledgers and what was
    approved are kept and are none of them.
    """

    _name = "mtm.retention.rule"
    _description = "Retention Rule"
    _inherit = ["mail.thread"]
    _order = "kind, id"
    _rec_name = "purpose"

    kind = fields.Selection(
        "_selection_kind", string="Kept", required=True, tracking=True
    )
    purpose = fields.Char(
        required=True, translate=True, help="What it is kept for, and by which law."
    )
    months = fields.Integer(required=True, default=24, tracking=True)
    action = fields.Selection(
        [("keep", "Keep"), ("anonymise", "Put a code"), ("delete", "Delete")],
        required=True,
        default="keep",
        tracking=True,
    )
    legal_hold = fields.Boolean(
        tracking=True, help="Nothing is taken away, however old: somebody needs it."
    )
    active = fields.Boolean(default=True, tracking=True)
    is_on = fields.Boolean(
        string="Every Night",
        tracking=True,
        help="Look first at what would be taken away.",
    )
    due_count = fields.Integer(string="Too Old Today", compute="_compute_due_count")
    run_on = fields.Datetime(string="Last Run", readonly=True, copy=False)
    done_count = fields.Integer(
        string="Taken Away So Far", readonly=True, copy=False, aggregator=None
    )

    _months_positive = models.Constraint(
        "CHECK (months > 0)", "Something is kept for a month at least."
    )
    _kind_unique = models.UniqueIndex(
        "(kind) WHERE active", "There is a rule for this already."
    )

    @api.model
    def _kinds(self):
        """Return ``{kind: (label, model, domain, date, what may become of it)}``.

        An addon adds its own: nothing that counts, is owed or was approved.
        """
        ended = [("state", "in", ("sent", "cancel", "exception"))]
        done = [("state", "in", ("done", "refused"))]
        return {
            "login_code": (
                self.env._("Letters with a code that ended"),
                "mtm.login.code",
                [("date_expiry", "<", fields.Date.context_today(self))],
                "date_expiry",
                ("delete",),
            ),
            "invitation": (
                self.env._("Invitations that nobody answered"),
                "mtm.partner.invitation",
                [("date_expiry", "<", fields.Date.context_today(self))],
                "date_expiry",
                ("delete",),
            ),
            "mail": (
                self.env._("Mail that left"),
                "mail.mail",
                ended,
                "write_date",
                ("delete",),
            ),
            "import_file": (
                self.env._("Files that were imported"),
                "mtm.import",
                [*done, ("file", "!=", False)],
                "write_date",
                ("anonymise",),
            ),
            "registration": (
                self.env._("Names of those who came to a training"),
                "event.registration",
                [("event_id.date_end", "<", fields.Datetime.now())],
                "create_date",
                ("anonymise",),
            ),
            "privacy_log": (
                self.env._("Requests of people that were handled"),
                "privacy.log",
                [],
                "date",
                ("delete",),
            ),
        }

    @api.model
    def _selection_kind(self):
        return [(kind, facts[0]) for kind, facts in self._kinds().items()]

    @api.constrains("kind", "action")
    def _check_action_fits(self):
        kinds = self._kinds()
        for rule in self:
            label, *_rest, allowed = kinds[rule.kind]
            if rule.action not in ("keep", *allowed):
                raise ValidationError(
                    self.env._("%(what)s: this cannot be done with them.", what=label)
                )

    def _compute_due_count(self):
        for rule in self:
            rule.due_count = rule._due(count=True)

    # -- what is too old --

    def _due(self, count=False, limit=None):
        """Return the records that were kept long enough, as system."""
        self.ensure_one()
        _label, model, domain, date, _allowed = self._kinds()[self.kind]
        before = fields.Datetime.now() - relativedelta(months=self.months)
        found = Domain(domain) & Domain(date, "<", before) & self._not_done(model)
        Model = self.env[model].sudo().with_context(active_test=False)
        if count:
            return Model.search_count(found)
        return Model.search(found, order="id", limit=limit)

    def _not_done(self, model):
        """Leave out what bears a code already."""
        if self.action == "anonymise" and model == "event.registration":
            # a name may begin like a code
            return Domain(
                "id",
                "not in",
                SQL(
                    "(SELECT id FROM event_registration WHERE name ~ %s)",
                    f"^{CODED}$",
                ),
            )
        return Domain.TRUE

    def action_preview(self):
        """List what would be taken away now."""
        self.ensure_one()
        self.check_access("write")
        records = self._due(limit=_AT_ONCE)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Too old: %(what)s", what=self.purpose),
            "res_model": records._name,
            "view_mode": "list,form",
            "domain": [("id", "in", records.ids)],
            "context": {"create": False, "active_test": False},
        }

    def action_run(self):
        """Take away what is too old, as the night does."""
        self.check_access("write")
        for rule in self:
            rule._run()
        return True

    def _run(self, limit=_AT_ONCE):
        """Do what the rule says with what is too old; return how many."""
        self.ensure_one()
        if not self._takes_away():
            return 0
        self.sudo().run_on = fields.Datetime.now()
        return self._take_away(self._due(limit=limit))

    def _takes_away(self):
        return self.active and self.action != "keep" and not self.legal_hold

    def _take_away(self, records):
        """Do what the rule says with these records; return how many."""
        if not records:
            return 0
        number = len(records)
        if self.action == "delete":
            self._delete(records)
        else:
            self._anonymise(records)
        self.sudo().done_count += number
        self.env["mtm.log.entry"].sudo()._note(
            "retention", self, {"records": number, "model": records._name}
        )
        return number

    def _delete(self, records):
        self._delete_files(records)
        records.unlink()

    def _delete_files(self, records):
        """Take away what is attached, in fields as well."""
        files = self.env["ir.attachment"].sudo()
        for fields_too in (("res_field", "=", False), ("res_field", "!=", False)):
            files.search(
                [
                    ("res_model", "=", records._name),
                    ("res_id", "in", records.ids),
                    fields_too,
                ]
            ).unlink()

    def _anonymise(self, records):
        if records._name == "mtm.import":
            # what it did is kept; the file, with all that stood in it, is not
            self._delete_files(records)
            records.invalidate_recordset(["file"])
            return
        if records._name == "event.registration":
            records._privacy_put_codes()
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    "UPDATE event_registration SET partner_id = NULL WHERE id IN %s",
                    tuple(records.ids),
                )
            )
            records.invalidate_recordset(["partner_id"])

    @api.model
    def _cron_run(self):
        """Do what the rules say, a piece at a time, each apart from the others."""
        for rule in self.search([("is_on", "=", True)]):
            if not rule._takes_away():
                continue
            rule.sudo().run_on = fields.Datetime.now()
            title = self.env._("Retention: %(what)s", what=rule.purpose)
            ended = self.env["mtm.job"]._apart(
                title, rule._due(), rule._take_away, _AT_ONCE
            )
            if not ended:
                return
