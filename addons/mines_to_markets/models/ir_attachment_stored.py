import logging
import os

from odoo import api, models
from odoo.exceptions import MissingError, UserError

from ..tools import files

_logger = logging.getLogger(__name__)
INCOMING = "incoming"


class IrAttachment(models.Model):
    """A file is stored as a whole or not at all.

    Odoo writes a file where it belongs. When the disk is full, or the server dies,
    part of it stays there, and the same file can never be uploaded again: it collides
    with its own beginning.
    """

    _inherit = "ir.attachment"

    @api.model
    def _get_path(self, bin_data, sha):
        fname = f"{sha[:2]}/{sha}"
        full_path = self._full_path(fname)
        # of a transaction that came to nothing, or of a disk that failed: what it was
        # to be is here again
        if files.is_damaged(full_path, sha):
            _logger.warning("Damaged file %s of the file store is replaced", sha)
            self._store_whole(fname, bin_data)
        return super()._get_path(bin_data, sha)

    @api.model
    def _file_write(self, bin_value, checksum):
        fname, full_path = self._get_path(bin_value, checksum)
        if not os.path.exists(full_path):
            self._store_whole(fname, bin_value)
        return fname

    @api.model
    def _store_whole(self, fname, content):
        """:raises UserError: when the disk does not take it, which is logged"""
        try:
            # noted first: of a server that dies nothing stays that nobody looks for
            self._mark_for_gc(fname)
            incoming = self._full_path(INCOMING)
            files.write_whole(self._full_path(fname), content, incoming)
        except OSError as error:
            _logger.error("The file store takes no file: %s", error.strerror)
            raise UserError(
                self.env._(
                    "The server could not store the file, perhaps because its disk is "
                    "full. Nothing was saved. Tell whoever runs the server, and try "
                    "again later."
                )
            ) from error

    def _is_lost(self):
        """Whether this is a file of the file store that is not there any more."""
        self.ensure_one()
        return bool(self.store_fname) and not os.path.isfile(
            self._full_path(self.store_fname)
        )

    def _to_http_stream(self):
        if self._is_lost():
            raise MissingError(
                self.env._(
                    "“%(file)s” is missing on the server. Tell whoever runs it: a "
                    "backup has it.",
                    file=self.name,
                )
            )
        return super()._to_http_stream()

    @api.autovacuum
    def _gc_incoming(self):
        """Remove what was begun by servers that died."""
        if self._storage() == "file":
            files.sweep(self._full_path(INCOMING))
