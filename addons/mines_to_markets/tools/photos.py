"""Where and when a photo was taken, as the camera wrote it into the file.

The tags are those of Exif 2.32 (CIPA DC-008): the moment in the Exif part, the
place in the GPS part. A file comes from anywhere, so whatever is broken, absent or
hostile in it reads as not known; pixels are never decoded here.
"""

import logging
import math
import struct
import warnings
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

# by name, because Odoo keeps Pillow from looking for formats of its own accord; the
# one for JPEG opens pairs of pictures (MPO) as well
from PIL import (
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

_logger = logging.getLogger(__name__)

# what Pillow raises on files that are broken, cut off or hostile
BROKEN = (
    EOFError,
    IndexError,
    KeyError,
    OSError,
    OverflowError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
FORMATS = tuple(
    plugin.format
    for plugin in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        WebPImagePlugin.WebPImageFile,
    )
)
MAX_EXIF = 256 * 1024
_EXIF, _GPS = 0x8769, 0x8825
_TAKEN, _DIGITIZED, _CHANGED = 0x9003, 0x9004, 0x0132
_NORTH_OR_SOUTH, _LATITUDE, _EAST_OR_WEST, _LONGITUDE = 1, 2, 3, 4


class Photo(NamedTuple):
    """What a photo says of itself; ``None`` where it does not.

    ``width`` and ``height`` are in pixels, as the file claims, ``taken`` is the
    camera's own clock, without a time zone, ``latitude`` and ``longitude`` are in
    degrees, south and west negative.
    """

    width: int | None = None
    height: int | None = None
    taken: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


def read(raw):
    """Read a photo without decoding it.

    :param raw: the bytes of a file, of whatever kind
    :return: :class:`Photo`, all ``None`` where it is no photo that can be read

    >>> read(b"no picture")
    Photo(width=None, height=None, taken=None, latitude=None, longitude=None)
    """
    try:
        with warnings.catch_warnings():
            # a size that looks like a bomb is said by width and height
            warnings.simplefilter("ignore")
            # nosemgrep: picture-without-a-bound - only its head is read
            with Image.open(BytesIO(raw), formats=FORMATS) as image:
                width, height = image.size
                exif = image.info.get("exif")
    except Image.DecompressionBombError:
        return Photo(math.inf, math.inf)
    except UnidentifiedImageError:
        return Photo()
    except BROKEN as error:
        _log_broken("picture", error)
        return Photo()
    return Photo(width, height, *_read_exif(exif or _find_in_png(raw)))


def _log_broken(what, error):
    """Log what kind of fault it was; the message may hold what the file says."""
    _logger.info("A %s cannot be read: %s", what, type(error).__name__)


def _find_in_png(raw):
    r"""Return the tags of a PNG file, which may stand behind the pixels.

    A chunk is its length, its name, its content and four bytes to check it by.

    >>> end = struct.pack(">I4s", 0, b"IEND")
    >>> tags = struct.pack(">I4s", 2, b"eXIf") + b"MM" + b"1234"
    >>> _find_in_png(b"\x89PNG\r\n\x1a\n" + tags + end)
    b'MM'
    """
    if not raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return b""
    place = 8
    while place + 8 <= len(raw):
        length, name = struct.unpack_from(">I4s", raw, place)
        if name == b"eXIf":
            return raw[place + 8 : place + 8 + min(length, MAX_EXIF + 1)]
        place += 12 + length
    return b""


def _read_exif(data):
    """Return ``(taken, latitude, longitude)`` of a block of tags."""
    if not data or len(data) > MAX_EXIF:
        return None, None, None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exif = Image.Exif()
            exif.load(data)
            shot, gps = exif.get_ifd(_EXIF), exif.get_ifd(_GPS)
            moments = (shot.get(_TAKEN), shot.get(_DIGITIZED), exif.get(_CHANGED))
    except BROKEN as error:
        _log_broken("photo's block of tags", error)
        return None, None, None
    taken = next(filter(None, map(read_moment, moments)), None)
    latitude = read_angle(gps.get(_LATITUDE), gps.get(_NORTH_OR_SOUTH), 90)
    longitude = read_angle(gps.get(_LONGITUDE), gps.get(_EAST_OR_WEST), 180)
    # a camera that knows no place writes zeros
    if latitude is None or longitude is None or not (latitude or longitude):
        return taken, None, None
    return taken, latitude, longitude


def read_moment(text):
    """Read a moment as cameras write it.

    >>> read_moment("2025:02:10 14:05:00")
    datetime.datetime(2025, 2, 10, 14, 5)
    >>> read_moment("0000:00:00 00:00:00"), read_moment(b"x"), read_moment(None)
    (None, None, None)
    >>> read_moment("1901:01:01 00:00:00") is None  # before there was Exif
    True
    """
    try:
        moment = datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None
    return moment if moment.year >= 1995 else None


def read_angle(parts, side, limit):
    """Read degrees, minutes and seconds.

    :param parts: three numbers
    :param side: ``N``, ``S``, ``E`` or ``W``
    :param limit: the most degrees there are
    :return: degrees, south and west negative; ``None`` where that is no angle

    >>> read_angle((1, 30, 36), "S", 90)
    -1.51
    >>> read_angle((28.5,), "E", 180)
    28.5
    >>> read_angle((91, 0, 0), "N", 90), read_angle((float("nan"), 0, 0), "N", 90)
    (None, None)
    >>> read_angle("north", "N", 90), read_angle((1, 2, 3), "X", 90)
    (None, None)
    """
    side = side.decode("ascii", "replace") if isinstance(side, bytes) else str(side)
    side = side.strip("\0 ").upper()
    if side not in ("N", "S", "E", "W"):
        return None
    try:
        numbers = [float(part) for part in tuple(parts)[:3]]
        angle = sum(number / 60**place for place, number in enumerate(numbers))
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    if not (numbers and math.isfinite(angle) and 0 <= angle <= limit):
        return None
    return round(-angle if side in "SW" else angle, 6)
