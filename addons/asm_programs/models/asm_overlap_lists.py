from odoo import models
from odoo.exceptions import UserError


class AsmOverlap(models.Model):
    """How many stand in the lists of more than one place, where lists were counted.

    Persons are compared as they are when they are counted, and only their number
    leaves the lists.
    """

    _inherit = "asm.overlap"

    def action_compare_lists(self):
        """Fill in how many were counted too often, by the lists behind the numbers."""
        self.ensure_one()
        self.check_access("write")
        self._check_is_open()
        persons = self._persons_by_place()
        if sum(map(bool, persons.values())) < 2:
            raise UserError(
                self.env._(
                    "%(overlap)s: fewer than two of the places counted persons from "
                    "lists, such as those of trainings. Compare their registers "
                    "yourself, and say how in Method.",
                    overlap=self.display_name,
                )
            )
        counted = sum(map(len, persons.values()))
        different = len(set().union(*persons.values()))
        self.write(
            {
                "value": counted - different,
                "method": self.env._(
                    "The lists of persons behind the numbers were compared: "
                    "%(counted)s entries are %(different)s persons.",
                    counted=counted,
                    different=different,
                ),
            }
        )
        return True

    def _persons_by_place(self):
        """Return ``{place: set of persons}`` of the lists that were counted."""
        between = self._between()
        lines = self.env["asm.program.indicator"].search(
            [
                ("program_id", "in", self.program_ids.ids),
                ("indicator_id", "=", self.indicator_id.id),
            ]
        )
        # who is compared does not depend on who may read the lists
        counted = (
            self.env["asm.actual.delivery"]
            .sudo()
            .search(
                [
                    ("actual_id.program_indicator_id", "in", lines.ids),
                    ("actual_id.period_id", "=", self.period_id.id),
                    ("correction_of_id", "=", False),
                ]
            )
            .filtered(lambda line: not line.is_withdrawn)
        )
        of_delivery = self.env["asm.count.rule"]._persons(counted.delivery_id)
        found = {place.id: set() for place in self[between]}
        for line in counted:
            place = {
                "program_ids": line.actual_id.program_id,
                "partner_ids": line.actual_id.partner_id,
                "site_ids": line.delivery_id.site_id,
            }[between]
            if place.id in found:
                found[place.id] |= of_delivery[line.delivery_id].keys()
        return found
