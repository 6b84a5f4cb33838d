"""The languages of the suite: the files of translators, and what is missing in them.

Portal, e-mails and workbooks are complete in LANGUAGES: which texts those are is said
here once, for the command, for translators and for the test that counts.

python -m m2m.translations, in the virtual environment, brings the files of all
languages up to date with the templates, and says what is missing.
"""

import re
import sys
from fnmatch import fnmatch

import polib

from .addons import ADDONS
from .common import say
from .database import ours

LANGUAGES = ("fr", "es", "pt", "sw")
# What a person from outside can meet, by where the text comes from.
FOR_PORTAL = (
    "code:addons/*/controllers/*",
    "code:addons/*/*portal*",
    "code:addons/*/*digest*",
    "code:addons/*/*workbook*",
    "code:addons/*/static/src/report_*",
    "code:addons/*/static/src/worker/*",
    "code:addons/asm_programs/models/asm_submission*",
    "code:addons/asm_programs/models/asm_actual*",
    "code:addons/asm_programs/models/asm_validation_rule*",
    "code:addons/asm_programs/models/_rule_check*",
    "code:addons/asm_programs/models/asm_evidence_rule*",
    "code:addons/*/models/mtm_evidence*",
    "code:addons/*/models/mtm_attachment*",
    "code:addons/mines_to_markets/models/ir_attachment_stored*",
    "code:addons/*/models/mtm_partner_access*",
    "code:addons/*/models/mtm_service_request*",
    "code:addons/*/models/mtm_rate_mixin*",
    "model_terms:ir.ui.view,arch_db:*portal*",
    "model_terms:mail.template,*",
    "model:mail.template,subject:*",
    "model:ir.model.fields.selection,name:*submission__state__*",
    "model:ir.model.fields.selection,name:*actual__missing_reason__*",
    "model:ir.model.fields.selection,name:*partner_access__role__*",
    "model:ir.model.fields.selection,name:*service_request__state__*",
    "model:ir.model.fields.selection,name:*service_delivery__state__*",
    "model:ir.model.fields.selection,name:*commitment__state__*",
    "model:mtm.dimension,name:*",
    "model:mtm.dimension.value,name:*",
    "model:mtm.engagement.stage,name:*",
    "model:mtm.mineral,name:*",
    "model:mtm.service,*",
    "model:mtm.theme,name:*",
    "model:asm.indicator,name:*",
    "model:asm.indicator,unit:*",
    "model:asm.indicator,numerator_label:*",
    "model:asm.indicator,denominator_label:*",
    "model:asm.indicator,definition:*",
    "model:ir.model.constraint,message:*asm_actual*",
    "model:ir.model.constraint,message:*asm_submission*",
    "model:ir.model.constraint,message:*partner_access*",
    "model:ir.model.constraint,message:*request*",
    "code:addons/*/models/asm_report_request*",
    "code:addons/*/models/mtm_login_code*",
    "code:addons/*/models/mtm_login_attempt*",
    "code:addons/*/models/res_users_login*",
    "code:addons/*/models/mtm_partner_invitation*",
    "code:addons/*/models/mtm_released_file*",
    "code:addons/*/models/mtm_commitment_digest*",
    "code:addons/*/models/asm_narrative*",
    "code:addons/*/models/asm_program_narrative*",
    "code:addons/*_space*",
    "code:addons/*_subaward*",
    "code:addons/*/models/asm_award_tell*",
    "code:addons/*/models/asm_donor_report_answer*",
    "code:addons/*/models/asm_donor_report_restatement*",
    "code:addons/*/models/asm_release_cards*",
    "code:addons/*/models/asm_release_counted*",
    "code:addons/*/models/_withheld*",
    "code:addons/*/models/_released_table*",
    "code:addons/*/models/asm_tranche*",
    "model:ir.model.fields.selection,name:*subaward*",
    "model:ir.model.fields.selection,name:*tranche__*",
    "model:ir.model.fields.selection,name:*donor_report__state__*",
    "code:addons/*/models/asm_payment_request*",
    "model:asm.narrative.section,*",
    "code:addons/*/report/report_paper*",
    "model_terms:ir.ui.view,arch_db:*report_paper*",
    "model:ir.model.fields.selection,name:*report_request__*",
    "model:ir.model.fields.selection,name:*selection__agreement__state__*",
    "model:ir.model.fields.selection,name:*donor_report_answer__*",
    "model:ir.model.fields.selection,name:*release__kind__*",
    "model:ir.model.fields.selection,name:*evidence__kind__*",
    "model:ir.model.fields.selection,name:*mtm_site__kind__*",
    "model:ir.model.fields.selection,name:*asm_target__state__*",
    "model:ir.model.fields.selection,name:*asm_deviation__state__*",
)
PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)[sd]|%[sd]|\$\{[^}]*\}|\{\{[^}]*\}\}")


def is_for_portal(entry):
    """Say whether somebody from outside can meet a text.

    :param entry: ``polib.POEntry``
    """
    places = [place for place, _line in entry.occurrences]
    return any(fnmatch(place, pattern) for place in places for pattern in FOR_PORTAL)


def is_missing(entry):
    return not entry.msgstr or entry.fuzzy


def broken_placeholders(entry):
    """Return the placeholders that only one of text and translation has."""
    if is_missing(entry):
        return set()
    return set(PLACEHOLDER.findall(entry.msgid)) ^ set(
        PLACEHOLDER.findall(entry.msgstr)
    )


def path_of(addon, name):
    return ADDONS / addon / "i18n" / name


def bring_up_to_date():
    """Bring every language's file up to date with the templates."""
    for addon in ours():
        template = path_of(addon, f"{addon}.pot")
        for language in LANGUAGES:
            merge(template, path_of(addon, f"{language}.po"), language)


def merge(template, path, language):
    """Give a language's file the texts of the template, and keep what is translated.

    A translation of a text that is no longer used is dropped. Of what nobody has
    translated, only what is for the portal is written down.
    """
    wanted = polib.pofile(str(template))
    known = {}
    if path.exists():
        known = {entry.msgid: entry for entry in polib.pofile(str(path))}
    for entry in wanted:
        if entry.msgid in known:
            entry.msgstr = known[entry.msgid].msgstr
            entry.flags = known[entry.msgid].flags
    wanted[:] = [each for each in wanted if each.msgstr or is_for_portal(each)]
    wanted.metadata["Language"] = language
    wanted.metadata["Content-Transfer-Encoding"] = "8bit"
    for name in ("POT-Creation-Date", "PO-Revision-Date"):
        wanted.metadata.pop(name, None)
    wanted.save(str(path))


def report():
    """Say of each language how much is translated."""
    for language in LANGUAGES:
        entries = [
            entry
            for addon in ours()
            for entry in polib.pofile(str(path_of(addon, f"{language}.po")))
        ]
        portal = [entry for entry in entries if is_for_portal(entry)]
        say(f"{language}: portal {count(portal)}, all {count(entries)}")


def count(entries):
    done = sum(not is_missing(entry) for entry in entries)
    return f"{done} of {len(entries)}"


if __name__ == "__main__":
    bring_up_to_date()
    report()
    sys.exit(0)
