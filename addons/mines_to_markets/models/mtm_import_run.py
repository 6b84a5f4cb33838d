import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import split_every

from ..tools import tables
from ..tools.plans import Note, Refusal

_logger = logging.getLogger(__name__)

# what may be wrong with one record without being wrong with the database
ROW_ERRORS = (UserError, psycopg2.IntegrityError, psycopg2.DataError)
# the lines of an import are its history: no message per record on top of them
BULK = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}


class MtmImport(models.Model):
    """How an import is carried out: planned, written, counted, in the background."""

    _inherit = "mtm.import"

    def _run(self):
        """Carry the import out, or carry it on when it was interrupted.

        What was written is found unchanged by the plan, so that nothing is written
        twice; only the lines on problems are found anew.
        """
        self._forget_lines(["error"])
        try:
            plan = self._make_plan()
            if self.all_or_nothing:
                errors = self._apply_all(plan)
            else:
                errors = self._apply_in_batches(plan)
        except Refusal as refusal:
            self._refuse(refusal)
            return
        if errors is not None:
            self._finish(errors)
        # lists that were read with the importer's rights are shorter than for others
        self.env.invalidate_all()

    def _apply_all(self, plan):
        """Write everything; what was written is undone when a row has a problem."""
        with self.env.cr.savepoint():
            errors = plan.errors or self._apply(plan.model, plan.steps)
            if errors:
                raise self._refusal_of_all(errors)
        return errors

    def _refusal_of_all(self, errors):
        return Refusal(
            self.env._(
                "Nothing was imported, since %(count)s problems were found and all or "
                "nothing was asked for. Correct the rows below and upload the file "
                "again, or untick All or Nothing.",
                count=len(errors),
            ),
            errors=errors,
        )

    def _apply_in_batches(self, plan):
        """Write batch by batch; None when the time is up before all are written."""
        written = self._count_written()
        errors = list(plan.errors)
        total, left = written + len(plan.steps), len(plan.steps)
        batches = split_every(self._batch_size, plan.steps, list)
        for number, steps in enumerate(batches, 1):
            errors += self._apply(plan.model, steps)
            left -= len(steps)
            is_late = not self._show_progress(total, left, len(steps))
            if is_late and left and number >= self._batches_per_run:
                return None
        return errors

    def _count_written(self):
        """Return of how many rows the lines say that they were written."""
        [[written]] = self.env["mtm.import.line"]._read_group(
            [("import_id", "=", self.id), ("action", "!=", "error")],
            aggregates=["row:count_distinct"],
        )
        return written

    def _try(self, plan):
        """Return the plan without what writing would refuse; nothing is written."""
        return plan

    def _apply(self, model, steps):
        """Write these steps, and return notes on those that cannot be written."""
        try:
            with self.env.cr.savepoint():
                self._write_steps(model, steps)
        except ROW_ERRORS as error:
            if len(steps) == 1:
                return [Note(steps[0].row, "error", "", self._explain(model, error))]
            middle = len(steps) // 2
            return [
                *self._apply(model, steps[:middle]),
                *self._apply(model, steps[middle:]),
            ]
        return []

    def _write_steps(self, model, steps):
        records = self.env[model].with_context(**BULK)
        new = [step for step in steps if not step.res_id]
        created = self._create_records(records, new)
        old = [step for step in steps if step.res_id]
        changed = records.browse(step.res_id for step in old)
        for record, step in zip(changed, old, strict=True):
            self._write_record(record, step.values)
        new_ids = {
            step.row: record.id for step, record in zip(new, created, strict=True)
        }
        self._add_step_lines(model, steps, new_ids)

    def _create_records(self, records, steps):
        return records.create([step.values for step in steps])

    def _write_record(self, record, values):
        record.write(values)

    def _explain(self, model, error):
        if isinstance(error, psycopg2.Error):
            return self.env[model]._sql_error_to_message(error)
        return str(error)

    def _show_progress(self, total, left, processed):
        """Make progress visible; say how much time is left, in seconds."""
        self._record(
            progress=100 * (total - left) / total,
            message=self.env._(
                "%(done)s of %(total)s written.", done=total - left, total=total
            ),
        )
        return self._commit(processed, left)

    def _commit(self, processed, left):
        """Keep what is written so far; say how much time is left, in seconds.

        Only a scheduled action commits: elsewhere the import is one transaction.
        """
        if "cron_id" not in self.env.context:
            return float("inf")
        return self.env["ir.cron"]._commit_progress(processed, remaining=left)

    def _finish(self, errors):
        self._add_error_lines(errors)
        self._record(
            state="done",
            progress=100,
            date_done=fields.Datetime.now(),
            message=self._summarise_outcome(len(errors)),
            **self._count(len(errors)),
        )

    def _refuse(self, refusal):
        self._add_error_lines(refusal.errors)
        self._record(
            state="refused",
            message=refusal.message,
            **self._count(len(refusal.errors)),
        )

    def _make_plan(self):
        """Return what the file would do.

        :raises Refusal: when it cannot be a file of this kind, or not by this user
        """
        try:
            content = self._read_content()
            self._check_content(content)
            table = self._read_table(content)
            plan = getattr(self, f"_plan_{self.kind}")(table)
        except tables.BadTable as bad:
            raise self._refusal_of(bad) from bad
        except AccessError as error:
            raise Refusal(str(error)) from error
        # what an interrupted import has written already was not left as it was
        left = plan.record_count - len(plan.steps) - self._count_written()
        self._record(row_count=plan.row_count, leave_count=max(0, left))
        return plan._replace(unknown=table.unknown)

    def _read_table(self, content):
        """Return the rows of a file, as ``_plan_<kind>`` takes them."""
        required, optional = getattr(self, f"_columns_{self.kind}")()
        return tables.read(
            content, required, optional, titles=self._get_layout()._titles()
        )

    def _get_layout(self):
        """Return the ``mtm.layout`` whose titles a file may have, if there is one."""
        return self.env["mtm.layout"]

    def _check_content(self, content):
        if not content:
            raise Refusal(self.env._("There is no file yet. Upload one."))
        # a limit of the server, the same for everyone
        limit = int(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("mines_to_markets.import_max_mb", 25)
        )
        if len(content) > limit * 1024 * 1024:
            raise Refusal(
                self.env._(
                    "%(file)s is larger than %(limit)s MB. Split it into several "
                    "files, each with the row of titles.",
                    file=self.display_name,
                    limit=limit,
                )
            )

    def _summarise_outcome(self, error_count):
        if error_count:
            return self.env._(
                "Imported, without the rows that have a problem. Correct these and "
                "upload them again: what is there already is not imported twice."
            )
        return self.env._("Imported.")

    @api.model
    def _cron_import(self):
        """Carry out, or carry on, what was handed to the background."""
        running = [("state", "=", "running")]
        for item in self.search(running, order="id"):
            if item.try_lock_for_update(allow_referencing=True):
                item._work()
                if not self._commit(1, self.search_count(running)):
                    return

    def _starter_env(self, user):
        """Return the environment in which the import of a user is carried on."""
        worker = self.with_user(user).with_context(lang=user.lang, tz=user.tz)
        return worker.env

    def _work(self):
        """Run as the user who started the import, with that user's rights."""
        user = self.user_id
        worker = self.with_env(self._starter_env(user))
        try:
            worker._run()
        except psycopg2.OperationalError:
            # somebody wrote the same records at the same time: the next run carries on
            raise
        except Exception:
            if "cron_id" not in self.env.context:
                raise
            self.env.cr.rollback()
            _logger.exception("Import %s stopped", self.id)
            worker._refuse(
                Refusal(
                    worker.env._(
                        "The import stopped at an error of the program, which is in "
                        "the server's log. What is listed as written stays; the file "
                        "can be uploaded again."
                    )
                )
            )

    def _refusal_of(self, bad):
        """Say what is wrong with a file that is no table of the expected layout."""
        titles = self._get_layout()._labels()
        names = [titles.get(name, name) for name in bad.details.get("names", ())]
        row = bad.details.get("row", 0)
        message = self.env._(
            "%(file)s: %(reason)s",
            file=self.display_name,
            reason=self._bad_table_texts(bad.details | {"names": names})[bad.reason],
        )
        return Refusal(message, row or int(bool(names)), ", ".join(names))

    def _bad_table_texts(self, details):
        details = {"names": (), "row": 0, "most": 0} | details
        return {
            "empty": self.env._("The file holds no rows."),
            "binary": self.env._("This is no table. Upload a CSV or an XLSX file."),
            "old_workbook": self.env._(
                "This is a workbook in the old XLS format. Save it as XLSX or CSV."
            ),
            "archive": self.env._(
                "This is an archive and no workbook. Unpack it and upload the CSV or "
                "XLSX file in it."
            ),
            "workbook": self.env._(
                "The workbook is damaged. Open it, save it as CSV and upload that."
            ),
            "unpacks": self.env._(
                "Unpacked, the workbook is too large. Save the sheet as CSV and upload "
                "that."
            ),
            "missing": self.env._(
                "These columns are missing: %(columns)s. The file has another layout, "
                "or its first row does not hold the titles.",
                columns=", ".join(details["names"]),
            ),
            "repeated": self.env._(
                "These columns are there more than once: %(columns)s. Keep one of "
                "each.",
                columns=", ".join(details["names"]),
            ),
            "sheet": self.env._(
                "The workbook has no sheet of that name. It has: %(sheets)s.",
                sheets=", ".join(details["names"]),
            ),
            "quote": self.env._(
                'A quotation mark (") is opened in row %(row)s and never closed. Close '
                "it, or remove it.",
                row=details["row"],
            ),
            "cell": self.env._(
                "A cell in row %(row)s is too long. Perhaps a quotation mark before it "
                "was never closed.",
                row=details["row"],
            ),
            "rows": self.env._(
                "There are more than %(most)s rows. Split the file into several, each "
                "with the row of titles.",
                most=details["most"],
            ),
        }
