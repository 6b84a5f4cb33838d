from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MtmEngagement(models.Model):
    """What an engagement needs before it may have its services and its stage."""

    _inherit = "mtm.engagement"

    @api.constrains("service_ids", "partner_id", "country_ids")
    def _check_services_offered(self):
        for engagement in self:
            engagement._check_services_offered_to_type()
            engagement._check_services_available()

    def _check_services_offered_to_type(self):
        """:raises ValidationError: naming the services, the type and the way out."""
        self.ensure_one()
        if not self.service_ids:
            return
        kind = self.partner_id.stakeholder_type_id
        if not kind:
            raise ValidationError(
                self.env._(
                    "Say first what type of stakeholder %(partner)s is: services are "
                    "offered by type.",
                    partner=self.partner_id.display_name,
                )
            )
        offered = self.env["mtm.service"]._offered_to(kind)
        missing = self.service_ids - offered
        if not missing:
            return
        if not offered:
            raise ValidationError(
                self.env._(
                    "No service is offered to %(type)s, so %(services)s cannot be put "
                    "on this engagement. To add an offer, open the service under "
                    "Configuration / Services and add the type to “Offered To”.",
                    type=kind.complete_name,
                    services=", ".join(missing.mapped("name")),
                )
            )
        raise ValidationError(
            self.env._(
                "%(services)s: not offered to %(type)s. What is offered to them: "
                "%(offered)s.",
                services=", ".join(missing.mapped("name")),
                type=kind.complete_name,
                offered=", ".join(offered.mapped("name")),
            )
        )

    def _check_services_available(self):
        """:raises ValidationError: naming the service and where it can be had."""
        for service in self.service_ids:
            if not service._is_available_in(self.country_ids):
                raise ValidationError(
                    self.env._(
                        "%(service)s is available in %(available)s only, and this "
                        "engagement is in %(countries)s.",
                        service=service.name,
                        available=", ".join(service.country_ids.mapped("name")),
                        countries=", ".join(self.country_ids.mapped("name"))
                        or self.env._("no country yet"),
                    )
                )

    @api.constrains("stage_id", "agreement_ids", "partner_id")
    def _check_stage_has_agreement(self):
        for engagement in self:
            stage = engagement.stage_id
            if stage.requires_agreement and not engagement._valid_agreements():
                raise ValidationError(engagement._missing_agreement_message())

    def _valid_agreements(self):
        """Return this engagement's agreements that are signed and valid today."""
        return self.agreement_ids._filtered_valid_on(fields.Date.context_today(self))

    def _missing_agreement_message(self):
        if not self.agreement_ids:
            return self.env._(
                "%(engagement)s cannot enter the stage %(stage)s without a signed "
                "agreement with %(partner)s. Add one under Agreements.",
                engagement=self.name,
                stage=self.stage_id.name,
                partner=self.partner_id.name,
            )
        return self.env._(
            "%(engagement)s cannot enter the stage %(stage)s: no agreement is signed "
            "and valid today. %(agreements)s",
            engagement=self.name,
            stage=self.stage_id.name,
            agreements=" ".join(
                agreement._describe_validity() for agreement in self.agreement_ids
            ),
        )

    @api.constrains("stage_id", "partner_id")
    def _check_stage_has_vetting(self):
        for engagement in self.filtered("stage_id.requires_vetting"):
            partner = engagement.partner_id.with_company(engagement.company_id)
            warnings = partner._check_vetted(
                "stage",
                self.env._(
                    "%(engagement)s cannot enter the stage %(stage)s.",
                    engagement=engagement.name,
                    stage=engagement.stage_id.name,
                ),
            )
            for warning in warnings.values():
                engagement._message_log(body=warning)

    @api.constrains("stage_id", "service_ids")
    def _check_stage_has_services(self):
        """Look at the offer again: it can have changed since the service was put on."""
        for engagement in self:
            stage = engagement.stage_id
            if not stage.requires_services:
                continue
            if not engagement.service_ids:
                raise ValidationError(
                    self.env._(
                        "%(engagement)s cannot enter the stage %(stage)s without a "
                        "service. Add what is delivered under Scope.",
                        engagement=engagement.name,
                        stage=stage.name,
                    )
                )
            engagement._check_services_offered()
