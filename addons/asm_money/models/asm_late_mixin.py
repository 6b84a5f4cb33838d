from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from odoo.addons.asm_programs.tools import clock

# OLD of each table: whether it counts, for which award, by which day
REFUSE = """
CREATE OR REPLACE FUNCTION %(table)s_closed() RETURNS trigger AS $closed$
BEGIN
    IF %(counts)s AND EXISTS (
        SELECT FROM asm_award_period AS period
         WHERE period.award_id = %(award)s AND period.closed_on IS NOT NULL
           AND %(day)s BETWEEN period.date_start AND period.date_end
    ) THEN
        RAISE EXCEPTION 'closed' USING ERRCODE = 'check_violation',
            TABLE = '%(table)s', CONSTRAINT = '%(table)s_closed';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$closed$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER %(table)s_closed_change
    BEFORE UPDATE ON %(table)s FOR EACH ROW
    WHEN ((%(old)s) IS DISTINCT FROM (%(new)s))
    EXECUTE FUNCTION %(table)s_closed();
CREATE OR REPLACE TRIGGER %(table)s_closed_delete
    BEFORE DELETE ON %(table)s FOR EACH ROW
    EXECUTE FUNCTION %(table)s_closed();
"""


class AsmLateMixin(models.AbstractModel):
    """A fact of an award: known from its own day on, whenever it is typed.

    Where the award's period that holds that day had been closed before, it came late:
    it is known from the moment at which it came, and shown as late. What is dated in a
    closed period stays.
    """

    _name = "asm.late.mixin"
    _description = "Fact of an Award"

    late_on = fields.Datetime(
        string="Came Late On",
        readonly=True,
        copy=False,
        help="Its day lies in a period of the award that had been closed before; it "
        "counts as known from this moment on.",
    )

    # what stays once its day lies in a closed period, and how the database finds it
    _kept_closed = frozenset()
    _closed_sql = {"counts": "TRUE", "award": "OLD.award_id", "day": "OLD.date"}

    def init(self):
        result = super().init()
        if self._kept_closed:
            self.env.cr.execute(self._refuse_statement())
        return result

    def _refuse_statement(self):
        names = sorted(
            name for name in self._kept_closed if self._fields[name].column_type
        )
        sides = {
            side.lower(): ", ".join(f'{side}."{name}"' for name in names)
            for side in ("OLD", "NEW")
        }
        return REFUSE % (self._closed_sql | sides | {"table": self._table})

    def _sql_error_to_message(self, exc):
        if exc.diag.constraint_name == f"{self._table}_closed":
            return self.env._(
                "The period of the award is closed: what is dated in it stays as it is."
            )
        return super()._sql_error_to_message(exc)

    # -- known or not --

    def _own_day(self):
        """Return the day from which on this is a fact, False while it is none."""
        self.ensure_one()
        return self.date

    def _award_of(self):
        self.ensure_one()
        return self.award_id

    def _is_known(self, moment):
        """Say whether this was known at a moment: see the class.

        :param moment: what :meth:`asm.award._moment` gives
        """
        if self.late_on:
            return self.late_on <= moment
        day = self._own_day()
        return bool(day) and day <= moment.date()

    # -- what comes late, and what stays --

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create([self._without_late(vals) for vals in vals_list])
        records._stamp_late({})
        return records

    def write(self, vals):
        vals = self._without_late(vals)
        if vals.keys() & self._kept_closed:
            self._check_kept_closed(vals)
        # whether it is late is the system's to say, whoever writes it
        before = {one: one._own_day() for one in self.sudo()}
        result = super().write(vals)
        self._stamp_late(before)
        return result

    def _without_late(self, vals):
        if self.env.su:
            return vals
        return {name: value for name, value in vals.items() if name != "late_on"}

    def _stamp_late(self, before):
        """Say of these when they came, where that is late.

        :param before: ``{record: its own day before}``
        """
        for record in self.sudo():
            day = record._own_day()
            if day == before.get(record, False):
                continue
            is_late = day and record._award_of()._closed_period(day)
            if is_late or record.late_on:
                record.late_on = is_late and clock.now()

    def _check_kept_closed(self, vals):
        """:raises UserError: when what stays would change in a closed period"""
        for record in self:
            if record._changes_kept(vals) and (day := record.sudo()._own_day()):
                record._check_day_open(day)

    def _changes_kept(self, vals):
        return any(
            self._fields[name].convert_to_cache(vals[name], self)
            != self._fields[name].convert_to_cache(self[name], self)
            for name in vals.keys() & self._kept_closed
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_closed_period(self):
        for record in self:
            if day := record.sudo()._own_day():
                record._check_day_open(day)

    def _check_day_open(self, day):
        """:raises UserError: when the award's period that holds a day is closed"""
        if period := self.sudo()._award_of()._closed_period(day):
            raise UserError(
                self.env._(
                    "%(record)s: %(day)s lies in %(period)s, which is closed. What is "
                    "in it stays as it is.",
                    record=self.display_name,
                    day=format_date(self.env, day),
                    period=period.display_name,
                )
            )
