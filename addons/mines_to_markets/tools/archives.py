"""ZIP archives that people upload, opened without trusting them.

``zipfile`` fails on a damaged archive in many ways: beside its own ``BadZipFile``
with whatever its versions, lengths, names and compressed streams lead to. Here it is
one error.
"""

import io
import zipfile


class BadArchive(ValueError):
    """The bytes are no ZIP archive that can be read."""


def opened(content):
    """Return a ``zipfile.ZipFile`` over bytes.

    :raises BadArchive: when they are none, or it is damaged

    >>> opened(b"PK")
    Traceback (most recent call last):
    odoo.addons.mines_to_markets.tools.archives.BadArchive: File is not a zip file
    """
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except Exception as error:
        # a table of contents that is damaged fails in many ways
        raise BadArchive(str(error)) from error


def unpacked(archive, part):
    """Return the bytes of one part of an archive.

    :param archive: of :func:`opened`; ask for the size of the part first
    :param part: its ``zipfile.ZipInfo``
    :raises BadArchive: when the part is damaged, encrypted or of an unknown method
    """
    try:
        return archive.read(part)
    except Exception as error:
        # so does a part
        raise BadArchive(str(error)) from error
