from odoo.http import route

from odoo.addons.base_import.controllers.main import ImportController

from ..wizard.base_import import MOST_BYTES

# a little more than the file, for the rest of the form
_MOST_BODY = MOST_BYTES + 64 * 1024


class BoundedImport(ImportController):
    @route(max_content_length=_MOST_BODY)
    def set_file(self, id):  # pylint: disable=redefined-builtin
        return super().set_file(id)
