import logging

import psycopg2
import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

_logger = logging.getLogger(__name__)
# what comes of others who write the same, also what is there once only
AT_ONCE = (psycopg2.OperationalError, psycopg2.errors.UniqueViolation)
# so often is repeated what others wrote at the same time
TRIES = 3
# so often in a row something fails before administrators are told
TOLD_AFTER = 3


class MtmJob(models.Model):
    """Work of scheduled actions on many records, where none is in another's way.

    What fails is undone, left for the next time and shown as a failed job, until it
    goes well.
    """

    _inherit = "mtm.job"

    key = fields.Char(readonly=True, copy=False, export_string_translation=False)
    failure_count = fields.Integer(
        string="Failures in a Row", readonly=True, copy=False, aggregator=None
    )

    _key_unique = models.UniqueIndex("(key) WHERE key IS NOT NULL")

    @api.model
    def _apart(self, title, records, work, size=1):
        """Carry out some work on each of these records, in one transaction for some.

        :param title: what the work is, for whoever looks at what failed
        :param work: a function of some of the records
        :param size: how many it gets at once, as long as it fails with none of them
        :return: whether all had their turn; else the time of the action was up
        """
        self._commit_some(remaining=len(records))
        for some in split_every(size, records.ids, records.browse):
            self._try_apart(title, some, work)
            if not self._commit_some(len(some)):
                return False
        return True

    @api.model
    def _commit_some(self, processed=0, **progress):
        """Keep what is done, and say how much time is left, in seconds.

        Only a scheduled action commits: elsewhere the work is one transaction.
        """
        if "cron_id" not in self.env.context:
            return float("inf")
        return self.env["ir.cron"]._commit_progress(processed, **progress)

    @api.model
    def _try_apart(self, title, records, work):
        try:
            self._repeat(work, records)
        except psycopg2.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - it is logged, shown and told
            if len(records) == 1:
                self._keep_failure(title, records, error)
                return
            middle = len(records) // 2
            self._try_apart(title, records[:middle], work)
            self._try_apart(title, records[middle:], work)
        else:
            self._forget_failures(title, records)

    @api.model
    def _repeat(self, work, records):
        """Do some work, again where others wrote the same records at that time."""
        for left in reversed(range(TRIES)):
            try:
                with self.env.cr.savepoint():
                    return work(records)
            except AT_ONCE:
                if not left or "cron_id" not in self.env.context:
                    raise
                # what was done before is committed
                self.env.cr.rollback()
        return None

    @api.model
    def _keys_of(self, title, records):
        return [f"{title}/{record._name}/{record.id}" for record in records]

    @api.model
    def _keep_failure(self, title, record, error):
        """Show that this record failed, once however often."""
        message = self._say_failed(error)
        if isinstance(error, UserError):
            # its words may name people
            _logger.warning("%s was refused for %s", title, record)
        else:
            _logger.error("%s failed for %s", title, record, exc_info=error)
        [key] = self._keys_of(title, record)
        job = self.sudo().search([("key", "=", key)])
        if not job:
            job = job.create({"name": f"{title}: {self._call(record)}", "key": key})
        job.write(
            {
                "state": "failed",
                "message": message,
                "failure_count": job.failure_count + 1,
            }
        )
        if job.failure_count == TOLD_AFTER:
            job._tell_administrators(job.name, message)

    @api.model
    def _call(self, record):
        """Return what a record is called; of people the number, which stays."""
        coded, _leads = self.env["mtm.personal.data"]._coded(record._name)
        if "display_name" in coded:
            return f"{record._description} {record.id}"
        return record.display_name

    def _say_failed(self, error):
        """Return what people are told of an error."""
        if isinstance(error, UserError):
            return str(error)
        return self.env._(
            "It stopped at an error of the program, which is in the server's log."
        )

    @api.model
    def _forget_failures(self, title, records):
        keys = self._keys_of(title, records)
        failed = self.sudo().search([("key", "in", keys), ("state", "=", "failed")])
        failed.write(
            {
                "state": "done",
                "progress": 100,
                "failure_count": 0,
                "message": self.env._("It went well the next time."),
            }
        )

    @api.model
    def _tell_administrators(self, summary, note):
        """Give each administrator something to do today."""
        administrators = self.env.ref("mines_to_markets.group_mtm_admin")
        administrators._tell_members(summary, note)
