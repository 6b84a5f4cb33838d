from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import clock
from ._later import LATER, Kept
from .asm_actual import LOCKED_STATES, VALUE_FIELDS


class AsmActual(models.Model):
    """How a number changes: what it was is kept, what is under review is locked."""

    _inherit = "asm.actual"

    def write(self, vals):
        """Keep what was before, and lock what is under review or approved."""
        if not self.env.su:
            vals = self._without_review_fields(vals)
        if "evidence_ids" in vals:
            before = {row: row.evidence_ids for row in self if row._is_locked()}
            result = super().write({"evidence_ids": vals["evidence_ids"]})
            self._check_evidence_kept(before)
            rest = {name: v for name, v in vals.items() if name != "evidence_ids"}
            return self.write(rest) if rest else result
        if not set(vals).intersection(self._fact_fields()):
            return super().write(vals)
        if "state" not in vals:
            self._check_not_locked()
        if self._key_fields.intersection(vals):
            self._check_key_may_change()
        changed = self._filtered_changed_by(vals)
        # one moment, so that at every other one the number has one state
        moment = self._moment_kept() or changed._moment_of(vals)
        if vals.get("approved_on"):
            vals = vals | {"approved_on": moment}
        if not self._moment_kept():
            # for whom is said by the review, which writes as the system
            behalf = self.env.su and self.env.context.get("revision_behalf")
            changed._keep_revision(
                moment, self.env.context.get("revision_reason"), behalf or False
            )
        others = self - changed
        if others:
            super(AsmActual, others).write(vals)
        stamp = {"state_since": moment}
        if set(vals).intersection(VALUE_FIELDS):
            stamp["typed_by"] = self.env.uid
        return not changed or super(AsmActual, changed).write(vals | stamp)

    def _write_many(self, changes):
        """Change many numbers, each in its own way, and keep what they were at once.

        :param changes: ``{id: {field: value}}``, each of them another value than now
        """
        self._check_not_locked()
        moment = self._moment_of({})
        self._keep_revision(moment, self.env.context.get("revision_reason"))
        kept = self.with_context(asm_kept=Kept(moment), asm_parts_checked=LATER)
        for row in kept:
            row.write(changes[row.id])

    def _moment_of(self, vals):
        """Return the moment of a change: not before what it changes began.

        The clock of a server is set back now and then; the states keep their order.
        """
        return max(
            [vals.get("approved_on") or clock.now(), *self.mapped("state_since")]
        )

    def _moment_kept(self):
        """Return the moment for which the states of many were kept already."""
        kept = self.env.context.get("asm_kept")
        return self.env.su and isinstance(kept, Kept) and kept.moment

    def _check_evidence_kept(self, before):
        """A locked number takes more evidence as any other, but none is taken away.

        :param before: ``{locked number: its evidence}``
        """
        for row, evidence in before.items():
            if evidence - row.evidence_ids:
                row._check_not_locked()

    _key_fields = frozenset(
        {
            "submission_id",
            "program_indicator_id",
            "period_id",
            "site_id",
            "disaggregation_id",
            "correction_of_id",
        }
    )

    def _check_key_may_change(self):
        """What was approved once keeps its place: its earlier states belong there."""
        kept = self.filtered(
            lambda actual: "approved" in actual.revision_ids.mapped("state")
        )
        if kept:
            raise UserError(
                self.env._(
                    "%(actual)s was approved before and keeps its period, site and "
                    "category. Clear it and enter another one.",
                    actual=kept[0].display_name,
                )
            )

    @api.model
    def _fact_fields(self):
        return {
            *VALUE_FIELDS,
            *self._key_fields,
            "state",
            "comment",
        }

    def _filtered_changed_by(self, vals):
        """Return those whose value, state or comment these values change."""
        kept = (*VALUE_FIELDS, "state", "comment")

        def differs(actual):
            return any(
                name in vals
                and actual._fields[name].convert_to_cache(vals[name], actual)
                != actual._fields[name].convert_to_cache(actual[name], actual)
                for name in kept
            )

        return self.filtered(differs)

    def _keep_revision(self, moment, reason=None, behalf_id=False):
        """Keep what these are until now, in one statement for all of them.

        The trail is written by the system, whoever makes the change.
        """
        if not self:
            return
        names = (*VALUE_FIELDS, "comment", "state")
        self.flush_recordset([*names, "state_since"])
        self.env["asm.actual.revision"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO asm_actual_revision (
                    actual_id, %(columns)s, valid_from, valid_to, user_id,
                    on_behalf_id, reason, create_uid, create_date, write_uid,
                    write_date
                )
                SELECT number.id, %(columns)s, number.state_since,
                       %(moment)s::timestamp, %(uid)s, %(behalf)s::int,
                       %(reason)s::varchar, %(uid)s, now.utc, %(uid)s, now.utc
                  FROM UNNEST(%(ids)s::int[]) WITH ORDINALITY AS own (id, place)
                  JOIN asm_actual number ON number.id = own.id,
                       (SELECT now() AT TIME ZONE 'UTC') AS now (utc)
                 ORDER BY own.place
                """,
                columns=SQL(", ").join(map(SQL.identifier, names)),
                moment=moment,
                uid=self.env.uid,
                behalf=behalf_id or None,
                reason=reason or None,
                ids=list(self.ids),
            )
        )
        self.invalidate_recordset(["revision_ids"], flush=False)

    def _is_locked(self):
        """Say whether this number is under review or approved."""
        self.ensure_one()
        return self.state in LOCKED_STATES

    def _check_not_locked(self):
        """:raises UserError: when one of these is under review or approved."""
        locked = self.filtered(lambda row: row._is_locked())
        if not locked:
            return
        if locked[0].state == "approved":
            raise UserError(
                self.env._(
                    "%(actual)s is approved and locked. Reopen it with a reason to "
                    "change it.",
                    actual=locked[0].display_name,
                )
            )
        raise UserError(
            self.env._(
                "%(actual)s is under review. Have it returned to change it.",
                actual=locked[0].display_name,
            )
        )

    def _check_nothing_rests(self, message=None):
        # the states of a history rest on it, and nobody can delete them
        self._check_no_history()
        return super()._check_nothing_rests(message)

    def _check_no_history(self):
        """:raises UserError: when one of these was reviewed or changed"""
        kept = self.filtered(lambda row: row.state != "draft" or row.revision_ids)
        if kept:
            raise UserError(
                self.env._(
                    "%(actual)s has a history and cannot be deleted. Clear its value, "
                    "or correct it.",
                    actual=kept[0].display_name,
                )
            )
