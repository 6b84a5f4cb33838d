from typing import NamedTuple

from odoo import models


class Finding(NamedTuple):
    """What is wrong or odd about a report, at the cell that it concerns.

    ``severity`` is ``error`` (blocks submitting) or ``warning`` (asks for a
    comment). ``line``, ``site`` and ``category`` are records of
    ``asm.program.indicator``, ``mtm.site`` and ``mtm.disaggregation``, empty where
    the finding concerns more than one cell; ``actual`` is the number, if there is
    one.
    """

    severity: str
    message: str
    rule: str
    line: models.BaseModel
    site: models.BaseModel
    category: models.BaseModel
    actual: models.BaseModel


class AsmSubmission(models.Model):
    """What the rules find in a report, for the partner and for the reviewer."""

    _inherit = "asm.submission"

    def _findings(self):
        """Return the :class:`Finding` s of this report, errors first."""
        self.ensure_one()
        return []
