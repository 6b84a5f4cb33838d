from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools.misc import format_date


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "mtm.glance.mixin"]

    is_cooperative = fields.Boolean(
        compute="_compute_is_of_type", groups="base.group_user"
    )
    is_government = fields.Boolean(
        compute="_compute_is_of_type", groups="base.group_user"
    )

    @api.depends("stakeholder_type_id")
    def _compute_is_of_type(self):
        cooperative = self._stakeholder_root("mtm_stakeholder_type_coop")
        government = self._stakeholder_root("mtm_stakeholder_type_gov")
        for partner in self:
            path = partner.stakeholder_type_id.parent_path or ""
            partner.is_cooperative = path.startswith(cooperative)
            partner.is_government = path.startswith(government)

    @api.model
    def _stakeholder_root(self, name):
        """Return how the paths of a type and all below it begin."""
        data = self.env["ir.model.data"]
        return f"{data._xmlid_to_res_id(f'mines_to_markets.{name}')}/"

    @api.model
    def _glance_pages(self):
        return super()._glance_pages() | {
            "summary": [
                "next",
                "engagements",
                "deliveries",
                "findings",
                "agreements",
                "vettings",
            ],
            "people": ["people", "relations", "scores"],
            "papers": ["documents", "letters", "licences"],
            "cooperative": ["members", "formalization", "licences"],
            "government": ["focal_points", "letters"],
        }

    @api.readonly
    def read_glance(self, page="summary"):
        """Return what one page of the form shows of this organisation.

        :returns: ``{"cards": [...], "sections": [...]}``; see the mixin
        :raises AccessError: to users outside the programmes' teams
        """
        self._check_may_glance()
        sections = self._read_glance_sections(self._glance_pages()[page])
        cards = self._glance_cards(sections) if page == "summary" else []
        return {"cards": cards, "sections": sections}

    def _check_may_glance(self):
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("mines_to_markets.group_mtm_user"):
            raise AccessError(
                self.env._("Only staff of the programmes see stakeholders at a glance.")
            )

    def _read_whole_glance(self):
        """Return cards and sections of all pages that apply."""
        self._check_may_glance()
        pages = self._glance_pages()
        if not self.is_cooperative:
            del pages["cooperative"]
        if not self.is_government:
            del pages["government"]
        if not self.is_expert:
            del pages["expert"]
        names = list(dict.fromkeys(name for page in pages.values() for name in page))
        sections = self._read_glance_sections(names)
        return {"cards": self._glance_cards(sections), "sections": sections}

    def _glance_cards(self, sections):
        """Return what stands on top: label, value, tone and a second line."""
        sections = {section["name"]: section for section in sections}
        cards = [
            self._card(
                self.env._("Type"),
                self.stakeholder_type_id.complete_name,
                missing=self.env._("Not set"),
            ),
            self._card(
                self.env._("Works in"),
                ", ".join(self.operating_country_ids.mapped("name"))
                or self.country_id.name,
            ),
            self._card(
                self.env._("Minerals"), ", ".join(self.mineral_ids.mapped("name"))
            ),
            self._glance_card_vetting(),
            self._glance_card_agreement(),
        ]
        if self.is_cooperative:
            cards.append(self._glance_card_formalization())
        cards.append(self._glance_card_engagements())
        cards.append(self._glance_card_next(sections.get("next")))
        return cards

    def _card(self, label, value, hint="", tone="", missing=None):
        if not value:
            value, tone = missing or self.env._("None"), tone or "muted"
        return {"label": label, "value": value, "hint": hint, "tone": tone}

    def _glance_card_vetting(self):
        tones = {
            "valid": "success",
            "expiring": "warning",
            "pending": "warning",
            "expired": "danger",
            "failed": "danger",
        }
        states = dict(self._fields["vetting_state"]._description_selection(self.env))
        state, expiry = self.vetting_state, self.vetting_expiry
        date = expiry and format_date(self.env, expiry)
        hint = ""
        if state == "expired":
            hint = self.env._("expired on %(date)s", date=date)
        elif expiry:
            hint = self.env._("until %(date)s", date=date)
        return self._card(
            self.env._("Vetting"), states[state], hint, tones.get(state, "muted")
        )

    def _glance_card_agreement(self):
        agreement = self.env["agreement"].search(
            [("partner_id", "=", self.id), ("is_in_force", "=", True)],
            order="end_date DESC NULLS FIRST, id DESC",
            limit=1,
        )
        hint = agreement.end_date and self.env._(
            "until %(date)s", date=format_date(self.env, agreement.end_date)
        )
        return self._card(
            self.env._("Agreement in force"),
            agreement.name,
            hint or "",
            agreement and "success",
        )

    def _glance_card_formalization(self):
        reached = self.env["mtm.formalization"].search(
            [("partner_id", "=", self.id)], limit=1
        )
        date = reached.date and format_date(self.env, reached.date)
        return self._card(self.env._("Formalization"), reached.step_id.name, date or "")

    def _glance_card_engagements(self):
        total = self.env["mtm.engagement"].search_count(
            self._glance_engagement_domain() & Domain("stage_id.is_closed", "=", False)
        )
        return self._card(self.env._("Open engagements"), str(total) if total else "")

    def _glance_card_next(self, section):
        label = self.env._("Next")
        if not section or not section["rows"]:
            return self._card(label, "", missing=self.env._("Nothing planned"))
        first = section["rows"][0]
        return self._card(label, first["cells"][1], first["cells"][0], first["tone"])
