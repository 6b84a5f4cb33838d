import re

from odoo import api, models

# of more at once, what was changed is named, and not what to
MOST_ONE_BY_ONE = 20
LONGEST = 200
IS_SECRET = re.compile("passw|secret|token|_key$|smtp_pass|private", re.IGNORECASE)
# what the system itself moves on
OF_THE_SYSTEM = frozenset(
    {
        "done_count",
        "error_date",
        "error_message",
        "failure_count",
        "first_failure_date",
        "lastcall",
        "nextcall",
        "run_on",
        "write_date",
    }
)
OF_THE_SYSTEM_BY_MODEL = {"fetchmail.server": frozenset({"date"})}
KEPT_AS_TEXT = frozenset(
    {"char", "text", "html", "selection", "date", "datetime", "reference"}
)


class Secret:
    """A value of which only whether it changed is kept."""

    def __init__(self, value):
        self._value = value

    def __eq__(self, other):
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self):
        return hash(Secret)

    @staticmethod
    def shown(value):
        return "***" if isinstance(value, Secret) else value


class MtmLogEntry(models.Model):
    """Who changed how things work: rights, lists, definitions, layouts, rates.

    Unlike an addon for audits that keeps rows like any other, nobody can delete these,
    administrators included; and no secret is kept.
    """

    _inherit = "mtm.log.entry"

    def _register_hook(self):
        result = super()._register_hook()
        for name in self._configuration():
            if name in self.pool:
                self.pool[name]._log_changes = True
        return result

    @api.model
    def _configuration(self):
        """Return the names of models that say how things work."""
        return {
            "fetchmail.server",
            "ir.actions.server",
            "ir.config_parameter",
            "ir.cron",
            "ir.mail_server",
            "ir.model.access",
            "ir.rule",
            "mtm.dimension",
            "mtm.dimension.value",
            "mtm.engagement.role",
            "mtm.engagement.stage",
            "mtm.formalization.step",
            "mtm.retention.rule",
            "mtm.service",
            "mtm.stakeholder.type",
            "mtm.vetting.requirement",
            "res.company",
        }

    @api.model
    def _note_created(self, records, vals_list):
        names = set().union(*vals_list)
        before = {id_: dict.fromkeys(names) for id_ in records.ids}
        self._note_values("created", records, before, names)

    @api.model
    def _note_changed(self, records, before, names):
        """Log what differs.

        :param before: as :meth:`_values_to_keep` gave it
        """
        self._note_values("changed", records, before, names)

    @api.model
    def _note_removed(self, records):
        if self._is_changed_by_people(records):
            self._note("configuration", records, {"change": "removed"})

    @api.model
    def _is_changed_by_people(self, records):
        """Say whether there is something to log: not what comes with an addon."""
        return bool(records) and self.env.registry.ready

    @api.model
    def _note_values(self, change, records, before, names):
        """Log the values that differ, of each record; of many, which fields.

        :param before: ``{id: {field: value}}``
        """
        if not self._is_changed_by_people(records):
            return
        if len(records) > MOST_ONE_BY_ONE:
            details = {"change": change, "fields": sorted(names)}
            self._note("configuration", records, details)
            return
        after = self._values_to_keep(records, names)
        for record in records:
            were = before.get(record.id, {})
            values = {
                name: [Secret.shown(were.get(name)), Secret.shown(value)]
                for name, value in after[record.id].items()
                if were.get(name) != value
            }
            if values:
                details = {"change": change, "values": values}
                self._note("configuration", record, details)

    @api.model
    def _values_to_keep(self, records, names):
        """Return ``{id: {field: value}}`` of what a log may hold of these fields.

        Of many records nothing: the fields are named alone.
        """
        if len(records) > MOST_ONE_BY_ONE:
            return {}
        left_out = OF_THE_SYSTEM | OF_THE_SYSTEM_BY_MODEL.get(records._name, set())
        fields = [
            field
            for field in map(records._fields.get, names)
            if field is not None
            and (field.store or field.type in ("one2many", "many2many"))
            and field.name not in left_out
        ]
        return {
            record.id: {
                field.name: self._value_to_keep(record, field)
                for field in fields
                if field.type != "binary"
            }
            for record in records.sudo()
        }

    @api.model
    def _value_to_keep(self, record, field):
        """Return a value as text, number or ids."""
        value = record[field.name]
        is_parameter = record._name == "ir.config_parameter"
        if IS_SECRET.search(field.name) or is_parameter and field.name == "value":
            return Secret(value)
        if field.type in ("boolean", "integer"):
            return value
        if field.type == "many2one":
            return value.id or None
        if field.relational:
            return sorted(value.ids)
        if value is False or value is None:
            return None
        text = str(value)
        if field.type not in KEPT_AS_TEXT and field.type not in ("float", "monetary"):
            return f"({len(text)})"
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)})"
