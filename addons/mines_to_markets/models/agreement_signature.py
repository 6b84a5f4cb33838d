from markupsafe import Markup, escape

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .mtm_attachment_mixin import OWNING

# what nobody can put into a context from outside
_AMENDS = object()


class Agreement(models.Model):
    """What a signature needs, and what it fixes.

    The terms of a signed agreement change by an amendment only. Each version that
    was signed is kept beside the agreement, its files included.
    """

    _inherit = "agreement"

    vetting_warning = fields.Text(compute="_compute_vetting_warning")

    @api.depends("partner_id", "signature_date")
    @api.depends_context("company")
    def _compute_vetting_warning(self):
        drafts = self.filtered(
            lambda agreement: agreement.state == "draft" and agreement.partner_id
        )
        problems = drafts.partner_id._describe_vetting_problems() if drafts else {}
        for agreement in self:
            lines = (
                problems.get(agreement.partner_id, []) if agreement in drafts else []
            )
            agreement.vetting_warning = "\n".join(lines)

    @api.model
    def _signed_fields(self):
        """Return the names of the fields that a signature fixes."""
        return {
            "partner_id",
            "agreement_type_id",
            "company_id",
            "is_template",
            "signature_date",
            "start_date",
            "end_date",
            "date_terminated",
            "termination_reason",
            "terms",
        }

    @api.model_create_multi
    def create(self, vals_list):
        agreements = super().create(vals_list)
        signed = agreements.filtered("signature_date")
        # a paper that was signed before it got here is recorded as it is, unless
        # its partner failed
        signed._check_signatory(with_missing=False)
        for agreement in signed:
            agreement._keep_version()
        return agreements

    def write(self, vals):
        signed = self.filtered(lambda agreement: agreement.state != "draft")
        if self.env.context.get("mtm_amends") is not _AMENDS:
            signed._check_terms_stay(vals)
        files = {agreement: agreement.attachment_ids for agreement in signed}
        signing = self.browse()
        if vals.get("signature_date"):
            signing = (self - signed).filtered(lambda a: not a.signature_date)
        result = super().write(vals)
        if signing:
            signing._check_signatory()
            for agreement in signing:
                agreement._keep_version()
        owning = self.env.context.get("mtm_owning") is OWNING
        if "attachment_ids" in vals and not owning:
            for agreement, kept in files.items():
                agreement._check_files_stay(kept)
        return result

    def _amend(self, vals):
        """Write terms of a signed agreement: what an amendment or its end changes."""
        return self.with_context(mtm_amends=_AMENDS).write(vals)

    def _check_terms_stay(self, vals):
        """:raises UserError: when this would change what was signed."""
        for name in self._signed_fields().intersection(vals):
            field = self._fields[name]
            for agreement in self:
                value = field.convert_to_cache(vals[name], agreement)
                if field.convert_to_record(value, agreement) != agreement[name]:
                    raise UserError(
                        self.env._(
                            "%(agreement)s is signed, so its terms stay: "
                            "“%(field)s” changes by an amendment. Press “Amend” to "
                            "write one.",
                            agreement=agreement.display_name,
                            field=field.get_description(self.env)["string"],
                        )
                    )

    def _check_files_stay(self, files):
        """Refuse to take away files that were signed; add new ones to the version.

        :param files: the files that this agreement had before
        """
        if files - self.attachment_ids:
            raise UserError(
                self.env._(
                    "%(agreement)s is signed, so its files stay. Write an amendment, "
                    "or add another file.",
                    agreement=self.display_name,
                )
            )
        added = self.attachment_ids - files
        if added and self.version_ids:
            # versions are written by nobody; a scan that comes late belongs to one
            latest = self.version_ids.sudo().sorted("number")[-1]
            latest.attachment_ids = [Command.link(file.id) for file in added]

    def _check_signatory(self, with_missing=True):
        """Refuse a signature with a partner who is not vetted, or note a warning."""
        for agreement in self.filtered("partner_id"):
            partner = agreement.partner_id.with_company(
                agreement.company_id or self.env.company
            )
            refused = self.env._(
                "%(agreement)s cannot be signed.", agreement=agreement.display_name
            )
            warnings = partner._check_vetted("agreement", refused, with_missing)
            if not warnings and not with_missing:
                warnings = partner._vetting_warnings("agreement")
            for warning in warnings.values():
                agreement._message_log(
                    body=Markup("<br/>").join(escape(warning).splitlines())
                )

    def _keep_version(self, amendment=None):
        """Keep what is signed now as the next version, to be read ever after."""
        self.ensure_one()
        # versions are written by nobody but this
        versions = self.env["mtm.agreement.version"].sudo()
        number = len(self.version_ids) + 1
        files = amendment.attachment_ids if amendment else self.attachment_ids
        return versions.create(
            {
                "agreement_id": self.id,
                "number": number,
                "amendment_id": amendment and amendment.id,
                "name": amendment.name if amendment else self.env._("As first signed"),
                "date_signed": amendment.date_signed
                if amendment
                else self.signature_date,
                "start_date": self.start_date,
                "end_date": self.end_date,
                "terms": self.terms,
                "attachment_ids": [Command.set(files.ids)],
            }
        )

    def _kept_versions(self):
        """Return the versions that the signature of these has made."""
        return self.version_ids

    def action_sign(self):
        """Sign today what has no date of signature yet."""
        for agreement in self:
            if not agreement.signature_date:
                agreement.signature_date = fields.Date.context_today(agreement)

    def _terminate(self, day, reason):
        """End these before their time.

        :param day: the first day on which they no longer hold
        """
        for agreement in self:
            if agreement.state in ("draft", "expired", "terminated"):
                raise UserError(
                    self.env._(
                        "%(validity)s There is nothing to terminate.",
                        validity=agreement._describe_validity(),
                    )
                )
        self._amend({"date_terminated": day, "termination_reason": reason})
        self._drop_reminders()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        for agreement in self:
            if agreement.state != "draft":
                raise UserError(
                    self.env._(
                        "%(agreement)s is signed, so it is kept. Terminate it, or "
                        "archive it.",
                        agreement=agreement.display_name,
                    )
                )

    def _check_can_be_amended(self):
        """:raises UserError: when nothing is signed, or nothing left to amend."""
        if self.state == "draft":
            raise UserError(
                self.env._(
                    "%(agreement)s is not signed: change it instead of amending it.",
                    agreement=self.display_name,
                )
            )
        if self.state == "terminated":
            raise UserError(
                self.env._(
                    "%(validity)s Write a new agreement instead of amending it.",
                    validity=self._describe_validity(),
                )
            )
