"""Places on the globe: how far apart, and how they are written."""

from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0088  # mean radius, IUGG


def distance(one, other):
    """Return how far two places are apart, in km, along the great circle.

    :param one: ``(latitude, longitude)`` in degrees
    :param other: likewise

    >>> round(distance((0, 0), (0, 1)), 1)
    111.2
    >>> round(distance((-1.5, 179.9), (-1.5, -179.9)), 1)
    22.2
    """
    (lat_1, lon_1), (lat_2, lon_2) = (map(radians, place) for place in (one, other))
    half = sin((lat_2 - lat_1) / 2) ** 2
    half += cos(lat_1) * cos(lat_2) * sin((lon_2 - lon_1) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1, sqrt(half)))


def show(latitude, longitude):
    """Write a place as people read it, to about ten metres.

    >>> show(-1.51, 28.5)
    '1.5100° S, 28.5000° E'
    """
    north = "N" if latitude >= 0 else "S"
    east = "E" if longitude >= 0 else "W"
    return f"{abs(latitude):.4f}° {north}, {abs(longitude):.4f}° {east}"
