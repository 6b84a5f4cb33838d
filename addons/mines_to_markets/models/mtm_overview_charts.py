from odoo import api, models
from odoo.fields import Domain

EXPIRES_IN = 90
LINES = 5


class MtmOverview(models.AbstractModel):
    """The right side: how the work stands."""

    _inherit = "mtm.overview"

    @api.model
    def _read_charts(self, asked):
        engagements = self._read_engagements(asked)
        expiring = self._read_expiring(asked)
        return {
            "tiles": [
                *engagements.pop("tiles"),
                self._resting_tile(asked),
                *self._commitment_tiles(asked),
                *self._expiring_tiles(expiring),
            ],
            "engagements": engagements,
            "expiring": expiring,
            "services": self._read_services(asked),
            "influence": self._read_influence(asked),
        }

    @api.model
    def _tile(self, key, icon, number, tone="", hint=""):
        tone = tone if number["count"] else ""
        return {
            "key": key,
            "icon": icon,
            "number": number,
            "tone": tone,
            "hint": hint,
        }

    @api.model
    def _read_engagements(self, asked):
        """Return the open engagements by stage, health, type and country."""
        domain = self._open_engagements(asked)
        engagements = self.env["mtm.engagement"]
        stages, types = engagements._read_grouping_sets(
            domain, [["stage_id", "health"], ["stakeholder_type_id"]], ["__count"]
        )
        # apart from the others, which would have to be counted without duplicates
        countries = engagements._read_group(domain, ["country_ids"], ["__count"])
        return {
            "stages": self._stage_bars(stages, domain),
            "healths": self._health_parts(stages, domain),
            "types": self._bars(types, domain, "stakeholder_type_id"),
            "countries": self._country_bars(countries, domain, asked),
            "tiles": self._engagement_tiles(stages, domain),
        }

    @api.model
    def _engagements_number(self, count, domain, title):
        return self._number(count, "mtm.engagement", domain, title)

    @api.model
    def _engagement_tiles(self, stages, domain):
        total = sum(count for _stage, _health, count in stages)
        late = sum(count for _stage, health, count in stages if health != "on_track")
        return [
            self._tile(
                "engagements",
                "fa-folder-open-o",
                self._engagements_number(total, domain, self.env._("Open engagements")),
            ),
            self._tile(
                "trouble",
                "fa-exclamation-triangle",
                self._engagements_number(
                    late,
                    domain & Domain("health", "!=", "on_track"),
                    self.env._("At risk or off track"),
                ),
                "danger",
            ),
        ]

    @api.model
    def _resting_tile(self, asked):
        domain = self._open_engagements(asked) & Domain("is_rotting", "=", True)
        number = self._engagements_number(
            self.env["mtm.engagement"].search_count(domain),
            domain,
            self.env._("Resting too long in a stage"),
        )
        return self._tile("resting", "fa-bed", number, "warning")

    @api.model
    def _healths(self):
        field = self.env["mtm.engagement"]._fields["health"]
        return field._description_selection(self.env)

    @api.model
    def _health_parts(self, stages, domain):
        """Return one part for each health that there is."""
        counts = {}
        for _stage, health, count in stages:
            counts[health] = counts.get(health, 0) + count
        return [
            {
                "key": key,
                "number": self._engagements_number(
                    counts[key], domain & Domain("health", "=", key), label
                ),
            }
            for key, label in self._healths()
            if counts.get(key)
        ]

    @api.model
    def _stage_bars(self, stages, domain):
        bars = []
        by_stage = {}
        for stage, health, count in stages:
            by_stage.setdefault(stage, []).append((stage, health, count))
        for stage in self.env["mtm.engagement.stage"].union(*by_stage).sorted():
            inside = domain & Domain("stage_id", "=", stage.id)
            total = sum(count for _stage, _health, count in by_stage[stage])
            bars.append(
                {
                    "id": stage.id,
                    "number": self._engagements_number(total, inside, stage.name),
                    "parts": self._health_parts(by_stage[stage], inside),
                }
            )
        return bars

    @api.model
    def _bars(self, groups, domain, name):
        """Return a bar for each group, the longest first."""
        bars = [
            {
                "id": record.id,
                "number": self._engagements_number(
                    count,
                    domain & Domain(name, "in", [record.id]),
                    record.name or self.env._("Not given"),
                ),
            }
            for record, count in groups
        ]
        return sorted(bars, key=lambda bar: -bar["number"]["count"])

    @api.model
    def _country_bars(self, groups, domain, asked):
        own = self._own_countries()
        if own is not None:
            groups = [group for group in groups if group[0] in own]
        if asked.country_id:
            groups = [group for group in groups if group[0].id == asked.country_id]
        return self._bars(groups, domain, "country_ids")

    @api.model
    def _commitment_tiles(self, asked):
        domain = self._due_commitments(asked) & Domain("date_due", "<", "today")
        counts = dict(
            self.env["mtm.commitment"]._read_group(domain, ["is_ours"], ["__count"])
        )
        return [
            self._tile(
                f"commitments_{key}",
                icon,
                self._number(
                    counts.get(is_ours, 0),
                    "mtm.commitment",
                    domain & Domain("is_ours", "=", is_ours),
                    title,
                ),
                "danger",
            )
            for key, icon, is_ours, title in (
                ("ours", "fa-sign-out", True, self.env._("Our overdue commitments")),
                (
                    "theirs",
                    "fa-sign-in",
                    False,
                    self.env._("Their overdue commitments"),
                ),
            )
        ]

    @api.model
    def _expiring(self, name):
        return Domain(name, ">=", "today") & Domain(name, "<=", f"today +{EXPIRES_IN}d")

    @api.model
    def _read_expiring(self, asked):
        """Return the agreements and vettings that end soon."""
        kinds = [self._expiring_agreements(asked), self._expiring_vettings(asked)]
        return [self._read_waiting_kind(kind) for kind in kinds]

    @api.model
    def _expiring_agreements(self, asked):
        return {
            "key": "agreements",
            "icon": "fa-file-text-o",
            "title": self.env._("Agreements ending soon"),
            "model": "agreement",
            "domain": Domain("is_template", "=", False)
            & Domain("signature_date", "!=", False)
            & Domain("date_terminated", "=", False)
            & self._expiring("end_date")
            & (
                self._of_user(asked, "user_id", "engagement_ids.")
                | self._of_stakeholder(asked, "commercial_partner_id.")
            )
            & self._in_country(
                asked,
                "commercial_partner_id.operating_country_ids",
                "commercial_partner_id.country_id",
            ),
            "order": "end_date, id",
            "name": "name",
            "partner": "partner_id",
            "date": "end_date",
        }

    @api.model
    def _expiring_vettings(self, asked):
        return {
            "key": "vettings",
            "icon": "fa-shield",
            "title": self.env._("Vettings expiring soon"),
            "model": "mtm.vetting",
            "domain": Domain("result", "in", ["passed", "conditional"])
            & Domain("is_current", "=", True)
            & self._expiring("date_expiry")
            & self._of_stakeholder(asked)
            & self._in_country(
                asked, "partner_id.operating_country_ids", "partner_id.country_id"
            ),
            "order": "date_expiry, id",
            "name": "kind",
            "partner": "partner_id",
            "date": "date_expiry",
        }

    @api.model
    def _expiring_tiles(self, expiring):
        hint = self.env._("in the next %(days)s days", days=EXPIRES_IN)
        return [
            self._tile(kind["key"], kind["icon"], kind["number"], "warning", hint)
            for kind in expiring
        ]
