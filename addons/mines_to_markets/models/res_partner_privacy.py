from odoo import api, models
from odoo.tools import email_normalize

from ..tools import personal_data

TRACKED = "mail.tracking.value"


class ResPartner(models.Model):
    """Taking a person out of what we hold, and leaving the counts as they are."""

    _inherit = "res.partner"

    def _is_person(self):
        """Say whether this is somebody, and nobody of our staff."""
        self.ensure_one()
        users = self.with_context(active_test=False).user_ids
        return not self.is_company and all(user.share for user in users)

    def _privacy_no_person(self):
        """Return why this is nobody who may ask what we hold, as sentences."""
        self.ensure_one()
        holds = []
        if self.is_company:
            holds.append(self.env._("This is an organisation, not a person."))
        users = self.with_context(active_test=False).user_ids
        if any(not user.share for user in users):
            holds.append(
                self.env._(
                    "They work here: what they approved names them. Archive their "
                    "account."
                )
            )
        return holds

    def _privacy_holds(self):
        """Return why somebody cannot be erased, as sentences; law comes first.

        What keeps people for a law extends this.
        """
        self.ensure_one()
        holds = self._privacy_no_person()
        if self.env["mtm.vetting"].sudo().search_count([("partner_id", "=", self.id)]):
            holds.append(
                self.env._(
                    "A due-diligence check of them has to be kept, with what it found."
                )
            )
        return holds

    def _privacy_email(self):
        return email_normalize(self.email) or (self.email or "").strip().casefold()

    def _privacy_anonymize(self):
        """Put a code in the place of a person, everywhere; return what was changed.

        Records stay and count as before: only who it was is gone.

        :return: ``{model: number of records}``
        """
        self.ensure_one()
        data = self.env["mtm.personal.data"]
        code = data._code("erased", f"{self.id}:{self.create_date}")
        found = {
            model: self.env[model].browse(ids)
            for model, ids in data._find(self).items()
        }
        named = self._privacy_named(own_only=True)
        users = self.with_context(active_test=False).user_ids
        self._privacy_close_accounts(users, code)
        changed = {"res.partner": 1}
        # from what the chatter keeps it is read who they were before: it goes last
        for model, kept in sorted(found.items(), key=lambda one: one[0] == TRACKED):
            records = kept.exists()
            if records and model not in ("res.partner", "res.users"):
                number = records._privacy_erase(self, code, named)
                if number:
                    changed[model] = number
        self._privacy_forget_tracked(users, code)
        self._privacy_blank(code)
        self.env.invalidate_all()
        return changed

    def _privacy_close_accounts(self, users, code):
        if users:
            users._privacy_forget_secrets(code)
        self.env["mtm.partner.access"].search([("user_id", "in", users.ids)]).unlink()

    def _privacy_blank(self, code):
        """Empty the card of the person, and what hangs on it."""
        held = self.env["mtm.personal.data"]._held()
        blank = {
            name: False
            for field, one in held.items()
            for model, _dot, name in [field.rpartition(".")]
            if model == "res.partner" and one.erased == personal_data.BLANK
        }
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.id)]
        )
        files.unlink()
        quiet = self.with_context(tracking_disable=True, mail_notrack=True)
        quiet.write(blank | {"name": code, "active": False})

    # -- codes --

    @api.depends_context("mtm_codes")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        if self.env.context.get("mtm_codes"):
            for partner in self.filtered(lambda one: one.id and one._is_person()):
                partner.display_name = partner._person_code()
        return result

    def _names_person(self):
        return bool(self) and self._is_person()

    def _person_code(self):
        """Return the code that stands for this person in what is taken out."""
        self.ensure_one()
        return self.env["mtm.personal.data"].sudo()._code("person", self.id)
