from odoo import api, models
from odoo.fields import Domain


class MtmOverview(models.AbstractModel):
    """What open engagements were delivered, against what they planned."""

    _inherit = "mtm.overview"

    @api.model
    def _read_services(self, asked):
        """Return a bar for each service, those with a plan first.

        What is delivered beyond any plan has a bar of its own: counted with the
        rest it would hide what is missing elsewhere.
        """
        plans = self._read_plans(asked)
        bars = [
            bar
            for is_planned in ((True, False) if plans else (False,))
            for bar in self._delivered_bars(asked, is_planned, plans)
        ]
        return sorted(
            bars, key=lambda bar: (bar["planned"] is False, -bar["number"]["count"])
        )

    @api.model
    def _read_plans(self, asked):
        """Return ``{service: (quantity, number)}`` of open engagements."""
        domain = (
            Domain("engagement_id.stage_id.is_closed", "=", False)
            & self._of_engagement(asked, "engagement_id.")
            & self._in_country(asked, "engagement_id.country_ids")
        )
        groups = self.env["mtm.service.plan"]._read_group(
            domain, ["service_id"], ["quantity:sum", "__count"]
        )
        return {
            service: (
                quantity,
                self._number(
                    count,
                    "mtm.service.plan",
                    domain & Domain("service_id", "=", service.id),
                    self.env._("%(service)s, planned", service=service.name),
                ),
            )
            for service, quantity, count in groups
        }

    @api.model
    def _delivered_bars(self, asked, is_planned, plans):
        domain = (
            Domain("state", "=", "confirmed")
            & (Domain("is_planned", "=", is_planned) if plans else Domain.TRUE)
            & Domain("engagement_id.stage_id.is_closed", "=", False)
            & self._of_engagement(asked, "engagement_id.")
            & self._in_country(asked, "engagement_id.country_ids")
        )
        groups = self.env["mtm.service.delivery"]._read_group(
            domain, ["service_id", "uom_id"], ["quantity:sum", "__count"]
        )
        bars = {}
        if is_planned:
            for service in plans:
                self._add_to_bar(bars, domain, service, service.uom_id, 0, 0)
        for service, uom, quantity, count in groups:
            self._add_to_bar(bars, domain, service, uom, quantity, count)
        if is_planned:
            for service, (quantity, number) in plans.items():
                bars[service, service.uom_id] |= {
                    "planned": quantity,
                    "plan_number": number,
                }
        return bars.values()

    @api.model
    def _add_to_bar(self, bars, domain, service, uom, quantity, count):
        """Add to the bar of the service's own unit what can be converted to it."""
        unit = uom
        if not uom or (service.uom_id and uom._has_common_reference(service.uom_id)):
            unit = service.uom_id
            quantity = uom._compute_quantity(quantity, unit) if uom else quantity
        bar = bars.setdefault(
            (service, unit),
            {
                "id": f"{service.id}-{unit.id}-{len(bars)}",
                "unit": unit.name or "",
                "delivered": 0,
                "planned": False,
                "units": [],
                "number": {"count": 0},
            },
        )
        bar["units"] = sorted({*bar["units"], uom.id, unit.id})
        bar["delivered"] += quantity
        bar["number"] = self._number(
            bar["number"]["count"] + count,
            "mtm.service.delivery",
            domain
            & Domain("service_id", "=", service.id)
            & Domain("uom_id", "in", bar["units"]),
            service.name,
        )
