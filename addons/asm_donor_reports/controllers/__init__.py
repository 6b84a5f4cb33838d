from . import donor_format
