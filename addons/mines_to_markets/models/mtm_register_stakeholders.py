from odoo import models
from odoo.fields import Domain

from ..tools.cells import BadCell, fold
from ..tools.registers import Column, Known
from ..tools.tables import Problem
from ._register_lookup import NUMBERS
from ._register_plan import SEPARATOR


class MtmRegisterStakeholders(models.AbstractModel):
    """The organisations that we work with."""

    _name = "mtm.register.stakeholders"
    _description = "Register of Stakeholders"
    _inherit = "mtm.register"

    _target = "res.partner"

    def _columns(self):
        by_name = self.env._("One name.")
        by_names = self.env._("Names, separated by a semicolon.")
        return [
            Column(
                "name",
                self.env._("Name"),
                "text",
                "name",
                width=36,
                key=True,
                required=True,
                keep=True,
            ),
            Column(
                "type",
                self.env._("Stakeholder Type"),
                "one",
                "stakeholder_type_id",
                self.env._(
                    "As under Configuration / Lists / Stakeholder Types, or its code."
                ),
                30,
            ),
            Column(
                "registration_number",
                self.env._("Registration Number"),
                "text",
                "company_registry",
                self.env._("Of the register of the country it is based in."),
                key=True,
            ),
            Column(
                "iati_identifier",
                self.env._("IATI Organisation Identifier"),
                "text",
                "iati_organisation_ref",
                self.env._("Like XM-DAC-41114."),
                26,
                key=True,
            ),
            Column(
                "country",
                self.env._("Based In"),
                "one",
                "country_id",
                by_name,
                key=True,
            ),
            Column(
                "works_in",
                self.env._("Works In"),
                "many",
                "operating_country_ids",
                by_names,
                30,
            ),
            Column(
                "minerals", self.env._("Minerals"), "many", "mineral_ids", by_names, 26
            ),
            Column("street", self.env._("Street"), "text", "street", width=26),
            Column("city", self.env._("City"), "text", "city"),
            Column("zip", self.env._("Zip"), "text", "zip", width=10),
            Column("phone", self.env._("Phone"), "text", "phone"),
            Column("email", self.env._("Email"), "text", "email", width=26),
            Column("website", self.env._("Website"), "website", "website", width=26),
            Column(
                "uei",
                self.env._("UEI"),
                "text",
                "uei",
                self.env._("Unique Entity Identifier of the US Government."),
            ),
            Column(
                "ein",
                self.env._("EIN"),
                "text",
                "ein",
                self.env._("US Employer Identification Number."),
            ),
        ]

    def _base_domain(self):
        return Domain("is_company", "=", True)

    def _key_note(self):
        return self.env._(
            "A row is about the stakeholder with its IATI organisation identifier; "
            "else the one with its registration number; else the one of its name in "
            "the country it is based in. What fits none is added."
        )

    def _read_website(self, records, column):
        return self._read_text(records, column)

    def _parse_website(self, column, text, lookup):
        # as Odoo keeps it, or the same file would change it again and again
        return Known(text and self.env["res.partner"]._clean_website(text) or None)

    def _create_rows(self, records, vals_list):
        # they have no parent and no children whose addresses would follow
        records = records.with_context(_partners_skip_fields_sync=True)
        partners = super()._create_rows(records._with_defaults_once(), vals_list)
        partners._skip_smaller_images()
        return partners

    def _complete(self, row, vals):
        return {"is_company": True}

    def _label(self, row, record):
        return record.name if record else row.cells["name"]

    def _match(self, rows, plan):
        lookup = plan.lookup
        matches, problems, taken = {}, [], {}
        for row in rows:
            try:
                one = self._match_row(row, lookup)
            except BadCell as bad:
                value = [row.cells["name"], *getattr(bad, "candidates", ())]
                problems.append(
                    Problem(row.number, "name", bad.reason, SEPARATOR.join(value))
                )
                continue
            key = one or self._key_of(row)
            if key in taken:
                problems.append(Problem(row.number, "", "twice", str(taken[key])))
                continue
            taken[key] = row.number
            matches[row.number] = lookup.organisations.get(one, self.env[self._target])
        return matches, problems

    def _key_of(self, row):
        return tuple(
            fold(row.cells.get(name, ""))
            for name in ("name", "country", "registration_number", "iati_identifier")
        )

    def _match_row(self, row, lookup):
        """Return the id of the stakeholder, None for a new one.

        :raises BadCell: ``ambiguous``, ``clash``
        """
        numbers = [
            row.cells.get("iati_identifier", ""),
            row.cells.get("registration_number", ""),
        ]
        found = [
            lookup.by_number[field].get(fold(number), set()) if number else set()
            for field, number in zip(NUMBERS, numbers, strict=True)
        ]
        by_iati, by_registry = found
        if by_iati and by_registry and not by_iati & by_registry:
            raise _refusal("clash", lookup, by_iati | by_registry)
        candidates = by_iati & by_registry or by_iati or by_registry
        candidates = candidates or self._match_name(row, numbers, lookup)
        if len(candidates) > 1:
            by_name = lookup.by_name.get(fold(row.cells["name"]), set())
            candidates = self._in_country(row, candidates & by_name, lookup) or (
                candidates
            )
        if len(candidates) > 1:
            raise _refusal("ambiguous", lookup, candidates)
        return next(iter(candidates), None)

    def _match_name(self, row, numbers, lookup):
        """Return those of the name that do not say that they are somebody else."""
        candidates = self._in_country(
            row, lookup.by_name.get(fold(row.cells["name"]), set()), lookup
        )
        return {
            one
            for one in candidates
            if not any(
                number
                and lookup.organisations[one][field]
                and fold(lookup.organisations[one][field]) != fold(number)
                for field, number in zip(NUMBERS, numbers, strict=True)
            )
        }

    def _in_country(self, row, candidates, lookup):
        """Return those based in the country of the row; those without one if none."""
        text = row.cells.get("country")
        if not text:
            return candidates
        try:
            country = lookup.find("res.country", text)
        except BadCell:
            # that is said where the cell is read
            return candidates
        organisations = lookup.organisations
        here = {
            one for one in candidates if organisations[one].country_id.id == country
        }
        return here or {one for one in candidates if not organisations[one].country_id}


def _refusal(reason, lookup, candidates):
    bad = BadCell(reason)
    bad.candidates = lookup.describe("res.partner", candidates)
    return bad
