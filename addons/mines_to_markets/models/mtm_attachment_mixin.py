from odoo import Command, api, fields, models

# in the context while a file is exchanged for its copy; nobody can send it
OWNING = object()


class MtmAttachmentMixin(models.AbstractModel):
    """Files of a record, readable by whoever may read the record.

    A file that is linked belongs to the record from then on. One that belongs to
    another record already (a message, a lead) is copied: taking it would hide it
    from those who may read it there.
    """

    _name = "mtm.attachment.mixin"
    _description = "Has files of its own"

    attachment_ids = fields.Many2many(
        "ir.attachment", string="Files", bypass_search_access=True, copy=False
    )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._own_attachments()
        return records

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._own_attachments()
        return result

    def _own_attachments(self):
        """Make the linked files those of their record, and of no other."""
        for record in self:
            own = {"res_model": record._name, "res_id": record.id}
            for attachment in record.attachment_ids:
                if (attachment.res_model, attachment.res_id) == tuple(own.values()):
                    continue
                if attachment.res_id:
                    copied = attachment.copy(own | {"name": attachment.name})
                    record.with_context(mtm_owning=OWNING).attachment_ids = [
                        Command.unlink(attachment.id),
                        Command.link(copied.id),
                    ]
                else:
                    attachment.write(own)
