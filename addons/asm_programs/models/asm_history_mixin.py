from odoo import api, fields, models


class AsmHistoryMixin(models.AbstractModel):
    """The versions of a cell beside each other.

    A model that inherits it has ``current_id`` and ``history_ids``, to itself.
    """

    _name = "asm.history.mixin"
    _description = "History of a cell"
    _inherit = ["asm.approval.mixin"]

    is_current = fields.Boolean(string="Holds", compute="_compute_history")
    # what a version says in words: its model computes it
    shown = fields.Char(string="Value in Words", compute="_compute_shown")
    current_shown = fields.Char(string="Until Now", compute="_compute_current_shown")

    @api.depends(lambda self: (*self._cell_fields, "approved_on"))
    def _compute_history(self):
        """Fetch the cells of all records at once, and sort them by cell."""
        name = self._cell_fields[0]
        families = self.search([(name, "in", self.mapped(name).ids)]).grouped(
            lambda version: version._cell_key()
        )
        for version in self:
            family = families.get(version._cell_key(), version.browse())
            version.history_ids = (family | version._origin).sorted("id", reverse=True)
            version.current_id = family._latest_approved()
            version.is_current = version._origin and (
                version.current_id == version._origin
            )

    def _latest_approved(self):
        """Return the version that was approved last, of one cell."""
        approved = self.filtered("approved_on")
        return approved.sorted(lambda version: (version.approved_on, version.id))[-1:]

    def _latest_of_each(self):
        """Return of each cell the version that was approved last."""
        cells = self.grouped(lambda version: version._cell_key())
        return self.browse().union(
            *(family._latest_approved() for family in cells.values())
        )

    def _compute_shown(self):
        for version in self:
            version.shown = False

    @api.depends(lambda self: (*self._cell_fields, "approved_on"))
    def _compute_current_shown(self):
        for version in self:
            current = "current_id" in self._fields and version.current_id
            version.current_shown = current and current.shown

    def _open_proposal(self):
        """Return what is proposed for this cell and not decided yet."""
        name = self._cell_fields[0]
        found = self.search(
            [(name, "=", self._cell_value(name)), ("state", "=", "proposed")]
        )
        return found.filtered(lambda v: v._cell_key() == self._cell_key())

    def _where(self):
        """Name the site and the categories of a cell, to tell it from others."""
        names = [self.site_id.name, self.disaggregation_id.display_name]
        return "".join(f", {name}" for name in names if name)
