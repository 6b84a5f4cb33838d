from odoo import api, models


class MtmPortalMixin(models.AbstractModel):
    """What outside users may read of a record: a list of fields, and no talk.

    A portal user can call RPC on any model with an access line for portal, so
    the page that hides a field protects nothing. Here every field is closed to
    people from outside unless the model lists it, and reading the messages of a
    record takes the right to write on it, which they never have.
    """

    _name = "mtm.portal.mixin"
    _description = "Readable from the portal, by a list of fields"

    @api.model
    def _portal_readable_fields(self):
        """Return the names of the fields that portal users may read."""
        # every search filters on active where a model has it
        return frozenset({"id", "display_name", "active"})

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        if self.env.su or self.env.user._is_internal():
            return True
        return operation == "read" and field.name in self._portal_readable_fields()

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        if self.env.user._is_internal():
            return super()._mail_get_operation_for_mail_message_operation(
                message_operation
            )
        return dict.fromkeys(self, "write")
