"""Scheduled work that fails with one record, wherever that record is among others."""

from unittest.mock import patch

LOG = "odoo.addons.mines_to_markets.models.mtm_job_apart"


def failing(record, method, error=None):
    """Let a method fail for one record.

    :param error: what it fails with, by default what no program expects
    """
    model = type(record)
    original = getattr(model, method)

    def fail(records, *args, **kwargs):
        if record in records:
            raise error or ZeroDivisionError
        return original(records, *args, **kwargs)

    return patch.object(model, method, fail)
