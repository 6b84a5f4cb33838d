import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

KEPT_DAYS = 90
_BATCH = 100


class MtmImport(models.Model):
    """Workbooks of partners that came to nothing are removed after a while.

    What was imported is evidence of what the partner sent, and stays. Of the others
    the fingerprint, who sent them, when, and what was wrong stay.
    """

    _inherit = "mtm.import"

    file_removed_on = fields.Date(
        readonly=True,
        copy=False,
        help="The file was never imported and was removed on this day.",
    )

    @api.model
    def _cron_remove_files(self):
        """Remove old files that nobody imported."""
        self.env["mtm.job"]._apart(
            self.env._("Removing workbooks that were never imported"),
            self._with_files_to_remove(),
            lambda items: items._remove_files(),
            _BATCH,
        )

    @api.model
    def _with_files_to_remove(self):
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        return self.search(
            Domain("kind", "=", "workbook")
            & Domain("state", "in", ("new", "previewed", "refused"))
            & Domain("create_uid.share", "=", True)
            & Domain("create_date", "<", before)
            & Domain("file_removed_on", "=", False),
            order="id",
        )

    def _remove_files(self):
        _logger.info("removing the files of %s workbooks never imported", len(self))
        # by its attachment: writing on the import would forget its fingerprint
        self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_field", "=", "file"),
                ("res_id", "in", self.ids),
            ]
        ).unlink()
        self.invalidate_recordset(["file"])
        for item in self:
            reason = item.message if item.state == "refused" else ""
            told = self.env._(
                "Nobody imported this file within %(days)s days, so it was removed. "
                "Upload it again if it is still needed.",
                days=KEPT_DAYS,
            )
            item._record(
                state="refused",
                message="\n".join(filter(None, (reason, told))),
                file_removed_on=fields.Date.today(),
            )

    def _workbook_can_be_marked(self):
        return not self.file_removed_on and super()._workbook_can_be_marked()
