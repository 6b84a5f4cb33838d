from odoo import models
from odoo.exceptions import UserError

from odoo.addons.mines_to_markets.tools.plans import Refusal
from odoo.addons.mines_to_markets.tools.tables import BadTable


class MtmImport(models.Model):
    """A mapping for a file that none fits yet."""

    _inherit = "mtm.import"

    def action_propose_mapping(self):
        """Make a mapping from the file's titles, to be corrected and kept."""
        self.ensure_one()
        self.check_access("write")
        self._check_not_started()
        self._check_ledger_rights()
        content = self._read_content()
        try:
            self._check_content(content)
            name = (self.filename or "").rpartition(".")[0] or self.display_name
            mapping = self.env["asm.ledger.mapping"]._propose(content, name)
            if not mapping.lacks or mapping._layout().columns:
                mapping._add_codes(content)
        except BadTable as bad:
            raise UserError(self._refusal_of(bad).message) from bad
        except Refusal as refusal:
            raise UserError(refusal.message) from refusal
        self.mapping_id = mapping
        return self.action_open_mapping()

    def action_add_codes(self):
        """Add the accounts and cost centres of the file to the mapping, undecided."""
        self.ensure_one()
        self.check_access("write")
        self._check_not_started()
        try:
            content = self._read_content()
            self._check_content(content)
            self._open_ledger(content)
            self.mapping_id._add_codes(content)
        except BadTable as bad:
            raise UserError(self._refusal_of(bad).message) from bad
        except Refusal as refusal:
            raise UserError(refusal.message) from refusal
        self._forget_outcome()
        return self.action_open_mapping()

    def action_open_mapping(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mapping of the File"),
            "res_model": "asm.ledger.mapping",
            "res_id": self.mapping_id.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
