from odoo import Command, models

from ..tools.cells import BadCell, read_count
from ..tools.registers import Known, clean, join, split
from ._register_lookup import COMMON_DIMENSIONS, qualify


class MtmRegisterDeliveries(models.AbstractModel):
    """The people counted in a delivery as two cells, and how deliveries are written.

    A confirmed delivery is locked: it is confirmed after the rest is written.
    """

    _inherit = "mtm.register.deliveries"

    def _read_engagement_name(self, records, column):
        engagements = records.engagement_id._filtered_access("read")
        names = {one: clean(one.name) for one in engagements}
        return [Known(names.get(record.engagement_id) or None) for record in records]

    def _parse_engagement_name(self, column, text, lookup):
        return Known(None)

    def _read_participants(self, records, column):
        return [
            Known(
                next((c.quantity for c in d.count_ids if not c.disaggregation_id), None)
            )
            for d in records
        ]

    def _parse_participants(self, column, text, lookup):
        return Known(read_count(text))

    def _to_write_participants(self, column, value, before):
        return {"participants": value.value}

    def _read_categories(self, records, column):
        names = {
            combination: clean(", ".join(map(_name, combination.value_ids.sorted())))
            for combination in records.count_ids.disaggregation_id
        }
        return [
            Known(
                frozenset(
                    (frozenset(count.disaggregation_id.value_ids.ids), count.quantity)
                    for count in record.count_ids
                    if count.disaggregation_id
                ),
                join(
                    f"{names[count.disaggregation_id]}: {count.quantity}"
                    for count in record.count_ids
                    if count.disaggregation_id
                ),
            )
            for record in records
        ]

    def _parse_categories(self, column, text, lookup):
        counts = {}
        for part in split(text):
            names, colon, number = part.rpartition(":")
            if not colon:
                raise BadCell("category")
            values = frozenset(
                lookup.find("mtm.dimension.value", name.strip())
                for name in names.split(",")
            )
            if values in counts:
                raise BadCell("category")
            counts[values] = read_count(number.strip())
        if None in counts.values():
            raise BadCell("category")
        return Known(frozenset(counts.items()), text)

    def _to_write_categories(self, column, value, before):
        return {"by_category": value.value}

    # writing

    def _create_rows(self, records, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        states = [vals.pop("state", "draft") for vals in vals_list]
        for vals in vals_list:
            counts = self._counts_to_create(
                vals.pop("participants", None), vals.pop("by_category", ())
            )
            vals["count_ids"] = counts
        created = super()._create_rows(records, vals_list)
        confirmed = (
            one.id
            for one, state in zip(created, states, strict=True)
            if state == "confirmed"
        )
        created.browse(confirmed).action_confirm()
        return created

    def _write_row(self, record, vals):
        vals = dict(vals)
        state = vals.pop("state", record.state)
        if state == "draft" and record.state != "draft":
            record.action_reset_to_draft()
        counts = self._counts_to_write(record, vals)
        if counts:
            vals["count_ids"] = counts
        result = super()._write_row(record, vals)
        if state == "confirmed" and record.state != "confirmed":
            record.action_confirm()
        return result

    def _counts_to_create(self, participants, by_category):
        commands = [
            Command.create(
                {"category_ids": [Command.set(list(values))], "quantity": quantity}
            )
            for values, quantity in by_category
        ]
        if participants is not None:
            commands.append(Command.create({"quantity": participants}))
        return commands

    def _counts_to_write(self, record, vals):
        """Return commands that replace the counts of which the values speak."""
        totals = record.count_ids.filtered(lambda count: not count.disaggregation_id)
        commands = []
        if "participants" in vals:
            commands += [Command.delete(one) for one in totals.ids]
            commands += self._counts_to_create(vals.pop("participants"), ())
        if "by_category" in vals:
            commands += [Command.delete(one) for one in (record.count_ids - totals).ids]
            commands += self._counts_to_create(None, vals.pop("by_category"))
        return commands


def _name(category):
    is_common = category.dimension_id.code in COMMON_DIMENSIONS
    return category.name if is_common else qualify(category)
