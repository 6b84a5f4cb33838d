from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """What an expert knows, colleagues and people from outside alike."""

    _inherit = "res.partner"

    expert_country_ids = fields.Many2many(
        "res.country",
        "mtm_expert_country_rel",
        "partner_id",
        "country_id",
        string="Knows the Countries",
        ondelete="restrict",
        groups="base.group_user",
    )
    expert_language_ids = fields.Many2many(
        "res.lang",
        "mtm_expert_language_rel",
        "partner_id",
        "lang_id",
        string="Speaks",
        context={"active_test": False},
        groups="base.group_user",
    )
    availability_ids = fields.One2many(
        "mtm.availability",
        "partner_id",
        groups="mines_to_markets.group_mtm_user",
    )

    @api.model
    def _glance_pages(self):
        return super()._glance_pages() | {"expert": ["expertise", "availability"]}

    def _glance_expertise(self):
        return {
            "title": self.env._("What they know"),
            "model": "res.partner",
            "read": self._read_glance_expertise,
            "empty": self.env._("Not said what they know"),
        }

    def _read_glance_expertise(self, section):
        """Return a row for each theme, country and language, and where to say them."""
        rows = [
            {
                "res_model": record._name,
                "res_id": record.id,
                "cells": [record.display_name, heading],
                "tone": "",
            }
            for name in ("expertise_ids", "expert_country_ids", "expert_language_ids")
            for heading in [self._glance_heading(self, name)]
            for record in self[name]
        ]
        return {
            "headings": ["", ""],
            "rows": rows,
            "total": len(rows),
            "create": self.has_access("write") and self._action_edit_expertise(),
        }

    def _action_edit_expertise(self):
        view = self.env.ref("mines_to_markets.res_partner_view_form_expert")
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "res.partner",
            "res_id": self.id,
            "views": [[view.id, "form"]],
            "target": "new",
        }

    def _glance_availability(self):
        return {
            "title": self.env._("When they are free"),
            "model": "mtm.availability",
            "domain": Domain("partner_id", "=", self.id),
            "order": "date_start DESC, id DESC",
            "columns": ["date_start", "date_end", "share", "note"],
            "action": "mines_to_markets.mtm_availability_action",
            "empty": self.env._("Not said when they are free"),
        }
