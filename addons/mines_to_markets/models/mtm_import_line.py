from odoo import fields, models
from odoo.tools import SQL


class MtmImportLine(models.Model):
    """What one row of a file would do or did, or what is wrong with it."""

    _name = "mtm.import.line"
    _description = "Import Line"
    _order = "import_id desc, row, id"
    _rec_name = "message"

    import_id = fields.Many2one(
        "mtm.import", required=True, readonly=True, index=True, ondelete="cascade"
    )
    row = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Row of the file as a spreadsheet numbers it; the titles are row 1.",
    )
    column = fields.Char(readonly=True)
    action = fields.Selection(
        [
            ("add", "Add"),
            ("change", "Change"),
            ("clear", "Clear"),
            ("error", "Problem"),
        ],
        required=True,
        readonly=True,
    )
    message = fields.Char(readonly=True)
    res_model = fields.Char(readonly=True, export_string_translation=False)
    res_id = fields.Many2oneReference(
        string="Record",
        model_field="res_model",
        readonly=True,
        export_string_translation=False,
    )

    def _insert(self, vals_list):
        """Create lines in one statement, since there is one for each record.

        :param vals_list: values for the same fields in each
        """
        now, uid = self.env.cr.now(), self.env.uid
        stamp = {"create_uid": uid, "create_date": now}
        stamp |= {"write_uid": uid, "write_date": now}
        rows = [vals | stamp for vals in vals_list]
        if rows:
            self.env.execute_query(
                SQL(
                    "INSERT INTO mtm_import_line (%s) VALUES %s RETURNING id",
                    SQL(", ").join(map(SQL.identifier, rows[0])),
                    SQL(", ").join(tuple(row.values()) for row in rows),
                )
            )
            self.env["mtm.import"].invalidate_model(["line_ids", "error_line_ids"])

    def action_open_record(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
