"""Something planted in every text of every model of ours, for tests that look."""

import psycopg2
from attack_world import ADDONS, AttackWorld
from lxml import html

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

BEACON = "window.planted=(window.planted||0)+1"
# it leaves an attribute, a text area, a title and a script, then shows a picture that
# is none, so that it runs without waiting for a server
PLANTED = (
    f"P'\"></textarea></title></script><img src=data: onerror={BEACON}>"
    f"<svg onload={BEACON}><script>{BEACON}</script>"
)
TEXTS = ("char", "text", "html")
LANG = "fr_FR"


class Planting(AttackWorld):
    """Whoever looks has all duties, so that every screen is looked at."""

    planted = PLANTED

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(LANG)
        cls.administrator = cls.users["admin"]
        duties = cls.users["approver"].group_ids | cls.users["freezer"].group_ids
        cls.administrator.group_ids = [Command.link(duty.id) for duty in duties]

    def _our_models(self):
        return sorted(
            model._name
            for model in self.env.values()
            if model._original_module in ADDONS
            and not model._abstract
            and not model._transient
            and model._auto
            # what nobody reads is shown nowhere
            and model.with_user(self.administrator).has_access("read")
        )

    def _plant(self):
        """Put the script into every text that takes it; return the records."""
        records, count = [], 0
        for model in self._our_models():
            record = self._try(lambda model=model: self._record(model))
            if record:
                records.append(record)
                count += self._plant_in(record.sudo())
        for record in (self.partner, self.other_partner):
            count += self._plant_in(record)
            records.append(record)
        self.env.flush_all()
        self.env.invalidate_all()
        return records, count

    def _plant_in(self, record):
        names = [
            name
            for name, field in record._fields.items()
            if field.type in TEXTS and field.store and not field.related
        ]
        count = sum(
            self._try(lambda name=name: record.write({name: self.planted})) or 0
            for name in names
        )
        # what only those see who read another language
        texts = [name for name in names if record._fields[name].translate]
        return count + sum(
            self._try(lambda name=name: self._translate(record, name)) or 0
            for name in texts
        )

    def _translate(self, record, name):
        if record._fields[name].type == "html":
            return record.with_context(lang=LANG).write({name: self.planted})
        record.update_field_translations(name, {LANG: f"{LANG} {self.planted}"})
        return True

    def _try(self, do):
        """Do something that a rule may refuse, and undo what was refused."""
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                done = do()
                self.env.flush_all()
                return done
        except (AccessError, UserError, ValueError, psycopg2.Error):
            self.env.invalidate_all(flush=False)
            return None

    def _assert_inert(self, text, where):
        if not text or "onerror" not in text:
            return 0
        found = html.fromstring(f"<div>{text}</div>" if "<html" not in text else text)
        for element in found.iter():
            if not isinstance(element.tag, str):
                continue
            for name, value in element.attrib.items():
                if name.startswith("on"):
                    self.assertNotIn("planted", value, where)
                if name in ("href", "src", "action"):
                    self.assertFalse(value.strip().startswith("javascript"), where)
            if element.tag == "script" and "planted" in (element.text or ""):
                self.assertFalse(element.text.startswith("window.planted"), where)
        return 1
