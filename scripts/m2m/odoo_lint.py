"""Odoo's own test_lint, over our addons instead of over all of Odoo's.

python -m m2m.odoo_lint ADDON ...; runs in the virtual environment, without a
database. The checks of test_lint that look at the loaded models run with the tests:
tests/test_odoo_lint.py. Left out are test_eslint (needs eslint, which Odoo does not
ship; prettier parses our scripts) and test_l10n (tests of country packages only);
of test_pylint, lint.py runs the checkers.
"""

import logging
import os
import sys
import unittest
from unittest.mock import patch

from odoo.modules import Manifest
from odoo.tools import config


def main(names):
    config.parse_config(["--log-level=warn"], setup_logging=True)
    from odoo.addons.test_lint.tests import (
        test_dunderinit,
        test_i18n,
        test_jstranslate,
        test_manifests,
        test_markers,
        test_onchange_domains,
        test_orm_import,
        test_pofile,
        test_test_holes,
    )

    ours = [Manifest.for_addon(name) for name in names]
    suite = unittest.TestSuite(
        [
            test_dunderinit.TestDunderinit("test_dunderinit"),
            test_i18n.TestI18n("test_user_content_as_prop_is_translatable"),
            test_jstranslate.TestJsTranslations("test_js_translations"),
            test_manifests.ManifestLinter("test_manifests"),
            markers(test_markers, ours),
            test_onchange_domains.TestOnchangeDomains(
                "test_forbid_domains_in_onchanges"
            ),
            test_orm_import.TestDunderinit("test_addons_orm_import"),
            without_database(test_pofile.PotLinter, "test_pot_duplicate_entries"),
            test_test_holes.TestTestHoles("test_check_tests"),
        ]
    )
    complaints = Complaints()
    logging.getLogger().addHandler(complaints)
    with (
        patch.object(Manifest, "all_addon_manifests", lambda: ours),
        patch.object(test_pofile, "get_modules", lambda: names),
    ):
        result = unittest.TextTestRunner(verbosity=0, stream=sys.stderr).run(suite)
    return 0 if result.wasSuccessful() and not complaints.count else 1


class Complaints(logging.Handler):
    """Several checks complain in the log only."""

    count = 0

    def emit(self, record):
        if record.levelno >= logging.WARNING:
            self.count += 1


def without_database(case, method):
    """A test that is a TransactionCase for no reason, as a plain one."""
    body = {method: getattr(case, method)}
    return type(case.__name__, (unittest.TestCase,), body)(method)


def markers(module, ours):
    """Odoo's check for conflict markers, over the files of our addons."""

    class OurMarkers(module.TestConflictMarkers):
        def test_conflict_markers(self):
            for manifest in ours:
                for folder, _, files in os.walk(manifest.path):
                    for name in files:
                        if name.endswith(module.EXTENSIONS):
                            self.check_file(os.path.join(folder, name))

    return OurMarkers("test_conflict_markers")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
