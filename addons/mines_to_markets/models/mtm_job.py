from odoo import fields, models


class MtmJob(models.Model):
    """Long work in the background: how far it is and what came of it."""

    _name = "mtm.job"
    _description = "Background Job"
    _order = "id desc"

    name = fields.Char(required=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
        ],
        required=True,
        default="waiting",
        readonly=True,
        index=True,
    )
    progress = fields.Float(readonly=True, help="How much is done, in percent.")
    message = fields.Text(readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment",
        string="Result",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    _progress_is_percent = models.Constraint(
        "CHECK (progress BETWEEN 0 AND 100)", "Progress lies between 0 and 100 %."
    )
