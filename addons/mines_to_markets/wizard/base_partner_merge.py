from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ._row_merger import RowMerger

# of two rows that become one, the wider span stays; blank is open
_SPANS = {"date_start": min, "date_from": min, "date_end": max, "date_to": max}
_ROLES = ("viewer", "editor", "officer")


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging two organisations loses nothing.

    Core points at the target what pointed at the source, and where a constraint does
    not allow that, deletes all rows of the source. Here the rows that clash are made
    one before, with everything that rests on them.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        self._check_may_merge(partners)
        # core asks for one e-mail address so that nobody takes over an account;
        # organisations without accounts have none to take over
        accounts = partners.sudo().with_context(active_test=False).user_ids
        if all(partners.mapped("is_company")) and not accounts:
            extra_checks = False
        return super()._merge(partner_ids, dst_partner, extra_checks)

    def _check_may_merge(self, partners):
        """:raises AccessError: organisations are merged by those who give access"""
        if self.env.su:
            return
        partners.check_access("write")
        may = self.env.user.has_groups(
            "mines_to_markets.group_mtm_manager,base.group_system"
        )
        if not may and any(partners.mapped("is_company")):
            raise AccessError(
                self.env._(
                    "Organisations are merged by managers: whoever has portal access "
                    "to one of them has it to both then."
                )
            )

    def action_merge(self):
        """Open the organisation that stays, when the merge began on its page."""
        target = self.dst_partner_id
        action = super().action_merge()
        if not (self.env.context.get("opens_merged_partner") and target.exists()):
            return action
        return target._get_records_action(target="main")

    def _get_summable_fields(self):
        # notes of both stay, one after the other
        return [*super()._get_summable_fields(), "comment"]

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        merger = RowMerger(self)
        self._remove_self_relations(merger, src_partners + dst_partner)
        merger.merge("res.partner", src_partners.ids, dst_partner.id)
        self._join_relations(merger, dst_partner)
        merger.recompute()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self._log_folded(merger, dst_partner)
        return result

    def _remove_self_relations(self, merger, partners):
        """Remove what would tie an organisation to itself."""
        for model, domain in self._self_relations(partners):
            rows = merger.env[model].search(domain)
            for row in rows:
                reason = self.env._("removed, it tied the organisation to itself")
                merger.folded.append((model, row.display_name, reason))
            rows.unlink()
        self._clear_own_supplier(merger, partners)
        for table, fields in merger.relations.items():
            if fields[0].model_name == fields[0].comodel_name == "res.partner":
                merger.env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE %s IN %s AND %s IN %s",
                        SQL.identifier(table),
                        SQL.identifier(fields[0].column1),
                        tuple(partners.ids),
                        SQL.identifier(fields[0].column2),
                        tuple(partners.ids),
                    )
                )

    def _clear_own_supplier(self, merger, partners):
        """Keep the mineral and the place of a scope line, without the supplier."""
        lines = merger.env["mtm.engagement.scope"].search(
            [
                ("partner_id", "in", partners.ids),
                ("engagement_partner_id", "in", partners.ids),
            ]
        )
        for line in lines:
            same = line.engagement_id.scope_ids.filtered(
                lambda other, line=line: (
                    not other.partner_id
                    and other.mineral_id == line.mineral_id
                    and other.site_id == line.site_id
                )
            )
            reason = self.env._("without the supplier, which is the stakeholder")
            merger.folded.append((line._name, line.display_name, reason))
            if same or not (line.mineral_id or line.site_id):
                line.unlink()
            else:
                line.partner_id = False

    @api.model
    def _self_relations(self, partners):
        """Return ``[(model, domain)]`` of rows with one of these on both sides."""
        return [
            (
                "mtm.engagement.party",
                [
                    ("partner_id", "in", partners.ids),
                    ("engagement_id.partner_id", "in", partners.ids),
                ],
            ),
            (
                "res.partner.relation",
                [
                    ("left_partner_id", "in", partners.ids),
                    ("right_partner_id", "in", partners.ids),
                    ("type_id.allow_self", "=", False),
                ],
            ),
        ]

    def _join_relations(self, merger, partner):
        """Make one of two relations of a type with the same one, at the same time.

        OCA's addon refuses such a pair in Python only.
        """
        sides = ["|", ("left_partner_id", "=", partner.id)]
        rows = merger.env["res.partner.relation"].search(
            [*sides, ("right_partner_id", "=", partner.id)], order="id"
        )
        for group in rows.grouped(
            lambda row: (row.left_partner_id, row.right_partner_id, row.type_id)
        ).values():
            first, *others = group.sorted(lambda row: str(row.date_start or ""))
            for other in others:
                if (
                    not first.date_end
                    or not other.date_start
                    or other.date_start <= first.date_end
                ):
                    merger.fold(first + other)
                else:
                    first = other

    def _choose_row(self, rows):
        """Return which of the rows that stand for the same stays; the target's."""
        return rows[:1]

    def _fold_values(self, kept, dropped):
        """Put into the row that stays what the others know and it does not.

        :return: what they said otherwise, for people to read
        """
        values, differing = {}, []
        for name in self._foldable_fields(kept):
            for row in dropped:
                mine, other = values.get(name, kept[name]), row[name]
                if name in _SPANS:
                    values[name] = mine and other and _SPANS[name](mine, other)
                elif not mine:
                    values[name] = other
                elif other and other != mine:
                    field = kept._fields[name]
                    shown = field.convert_to_display_name(other, row)
                    differing.append(f"{field._description_string(self.env)}: {shown}")
        if kept._name == "mtm.partner.access":
            values["role"] = max((kept + dropped).mapped("role"), key=_ROLES.index)
            if values["role"] == "officer":
                # an officer stands in for nobody
                values |= dict.fromkeys(
                    ("substitute_from", "substitute_until", "substitute_for_id"), False
                )
            differing = []
        changed = {name: v for name, v in values.items() if v != kept[name]}
        if changed:
            kept.write(kept._convert_to_write(changed))
        return ", ".join(differing)

    def _foldable_fields(self, row):
        """Return the names of the plain values of a row that people can enter."""
        pointing = self.env["res.partner"]._name
        return [
            name
            for name, field in row._fields.items()
            if field.store
            and name not in models.MAGIC_COLUMNS
            and not field.related
            and not (field.compute and field.readonly)
            and field.type not in ("one2many", "many2many", "many2one_reference")
            and field.comodel_name != pointing
        ]

    def _after_fold(self, kept):
        """Bring in order what follows from a row that has become one of several."""

    def _log_folded(self, merger, partner):
        """Say on the organisation which rows became one, and what they differed in."""
        lines = [
            f"{merger.env['ir.model']._get(model).name}: {name}"
            + (f" ({lost})" if lost else "")
            for model, name, lost in merger.folded
            if model != "mail.followers"
        ]
        if lines:
            self._post_merge_note(
                partner, self.env._("Rows of both that became one:"), lines
            )

    @api.model
    def _update_values(self, src_partners, dst_partner):
        names = [
            name
            for name in self._foldable_fields(dst_partner)
            if not dst_partner._fields[name].compute
            and dst_partner._fields[name].type not in ("binary", "datetime")
            and name != "comment"
        ]
        lines = []
        for partner in src_partners.sudo():
            for name in names:
                field = partner._fields[name]
                other, mine = partner[name], dst_partner.sudo()[name]
                if other and mine and other != mine:
                    label = field._description_string(self.env)
                    shown = field.convert_to_display_name(other, partner)
                    lines.append(f"{label}: {shown}")
        result = super()._update_values(src_partners, dst_partner)
        if lines:
            self._post_merge_note(
                dst_partner, self.env._("What was known of the other otherwise:"), lines
            )
        return result

    def _post_merge_note(self, partner, title, lines):
        items = Markup().join(Markup("<li>%s</li>") % line for line in lines)
        partner.message_post(body=Markup("<p>%s</p><ul>%s</ul>") % (title, items))
