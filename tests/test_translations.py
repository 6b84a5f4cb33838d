"""What people from outside meet is there in every language of the suite."""

import io

import polib
from m2m import database, translations

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

SHOWN = 20


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.texts = {}
        for addon in database.ours():
            buffer = io.BytesIO()
            trans_export(None, [addon], buffer, "po", cls.env)
            exported = polib.pofile(buffer.getvalue().decode())
            cls.texts[addon] = {
                entry.msgid for entry in exported if translations.is_for_portal(entry)
            }

    def _entries(self, addon, language):
        path = translations.path_of(addon, f"{language}.po")
        if not path.exists():
            return {}
        return {entry.msgid: entry for entry in polib.pofile(str(path))}

    def test_there_are_texts_for_the_portal(self):
        for addon, texts in self.texts.items():
            self.assertTrue(texts, addon)
        for addon in ("asm_programs", "mines_to_markets"):
            self.assertGreater(len(self.texts[addon]), 100, addon)

    def test_texts_of_the_portal_are_translated(self):
        for addon, texts in self.texts.items():
            for language in translations.LANGUAGES:
                known = self._entries(addon, language)
                missing = sorted(
                    text
                    for text in texts
                    if text not in known or translations.is_missing(known[text])
                )
                with self.subTest(addon=addon, language=language):
                    self.assertFalse(missing[:SHOWN], f"{len(missing)} are missing")

    def test_translations_keep_their_placeholders(self):
        for addon in self.texts:
            for language in translations.LANGUAGES:
                broken = {
                    entry.msgid: translations.broken_placeholders(entry)
                    for entry in self._entries(addon, language).values()
                    if translations.broken_placeholders(entry)
                }
                with self.subTest(addon=addon, language=language):
                    self.assertEqual(broken, {})
