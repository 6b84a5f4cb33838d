import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

_logger = logging.getLogger(__name__)
# so many reports are opened before it is said how far the work is
REPORTS_AT_ONCE = 100


class MtmJob(models.Model):
    """Opening the reports of a period for many partners, in the background."""

    _inherit = "mtm.job"

    opening_program_id = fields.Many2one(
        "asm.program",
        string="Opens Reports Of",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    opening_date = fields.Date(string="Period That Holds", readonly=True)
    opening_partner_ids = fields.Many2many(
        "res.partner",
        "mtm_job_opening_partner_rel",
        "job_id",
        "partner_id",
        string="Reports Of",
        readonly=True,
        ondelete="cascade",
    )

    @api.model
    def _start_opening(self, program, date, partners):
        """Return a job that opens the reports of a period, started at once."""
        # the user has opened them in all but name: their rights were checked
        job = self.sudo().create(
            {
                "name": self.env._(
                    "Opening %(count)s reports of %(program)s",
                    count=len(partners),
                    program=program.display_name,
                ),
                "opening_program_id": program.id,
                "opening_date": date,
                "opening_partner_ids": partners.ids,
            }
        )
        self.env.ref("asm_programs.ir_cron_asm_open_reports").sudo()._trigger()
        return job.sudo(False)

    @api.model
    def _open_waiting(self):
        """Carry on what was sent to the background, or was interrupted."""
        jobs = self.search(
            [
                ("opening_program_id", "!=", False),
                ("state", "in", ("waiting", "running")),
            ]
        )
        for job in jobs:
            job._open_or_fail()

    def _open_or_fail(self):
        """Carry on, and say why where that cannot be: nothing runs for ever."""
        try:
            self._open()
        except psycopg2.OperationalError:
            # somebody wrote the same at the same time: the next run carries on
            raise
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("%s failed", self)
            if "cron_id" in self.env.context:
                # what is open already is committed
                self.env.cr.rollback()
            self.write({"state": "failed", "message": self._say_failed(error)})
            self._commit_some()

    def _open(self):
        self.ensure_one()
        program = self.opening_program_id
        window = program._window_at(self.opening_date)
        wanted = self.opening_partner_ids - program._partners_with_report(window)
        total = len(self.opening_partner_ids)
        done = total - len(wanted)
        self.state = "running"
        for partners in split_every(REPORTS_AT_ONCE, wanted.ids, wanted.browse):
            program.with_user(self.create_uid)._open_reports(window, partners)
            done += len(partners)
            self.progress = 100 * done / total
            self._commit_some(len(partners))
        self.write(
            {
                "state": "done",
                "progress": 100,
                "message": self.env._("%(count)s reports are open.", count=total),
            }
        )
