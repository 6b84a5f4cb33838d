from odoo import api, models

# there is none of these without a value before
CHANGES = ("reopening", "stage")


class MtmDecidedMixin(models.AbstractModel):
    """Fields of which each change is a decision: who made it is in the log.

    ``_log_decisions`` says by which kind of entry: for each field a kind, or the kinds
    by value, where a value that is not named is no decision.
    """

    _name = "mtm.decided.mixin"
    _description = "Decisions That Are Logged"

    _log_decisions = {}

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        names = [name for name, kind in self._log_decisions.items() if kind != "stage"]
        records._log_decided(dict.fromkeys(records._decided(names)))
        return records

    def write(self, vals):
        before = self._decided(self._log_decisions.keys() & vals.keys())
        result = super().write(vals)
        self._log_decided(before)
        return result

    def _decided(self, names):
        """Return ``{(id, field): value}`` of some fields, as the log keeps values."""
        return {
            (record.id, name): self._named(record[name])
            or self.env["mtm.log.entry"]._value_to_keep(record, self._fields[name])
            for record in self.sudo()
            for name in names
        }

    @api.model
    def _named(self, value):
        """Return the name of what is chosen from a list that the log names as well."""
        if not isinstance(value, models.BaseModel) or not value._log_changes:
            return None
        return value.with_context(lang="en_US").display_name

    def _log_decided(self, before):
        """Log what differs, in one entry for all of which the same was decided.

        :param before: as :meth:`_decided` gave it
        """
        after = self._decided({name for _id, name in before})
        same = {}
        for (id_, name), was in before.items():
            value = after[id_, name]
            kind = self._log_decisions[name]
            if isinstance(kind, dict):
                kind = kind.get(value)
            if kind and value != was and (was or kind not in CHANGES):
                same.setdefault((kind, name, was, value), []).append(id_)
        for (kind, name, was, value), ids in same.items():
            details = {"values": {name: [was, value]}}
            self.env["mtm.log.entry"]._note(kind, self.browse(ids), details)
