from odoo.tests import TransactionCase, tagged

from ..one2many import read_lines


@tagged("post_install", "-at_install")
class TestKept(TransactionCase):
    """What each worker keeps is read without a query, and never out of date."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Dimension = cls.env["mtm.dimension"]
        cls.kept = cls.Dimension.create({"code": "kept", "name": "Kept"})

    def _read(self, names=("name", "code", "exclusive")):
        """Return what is kept, and how many queries that took."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        [record] = self.Dimension._kept_records(self.kept.ids)
        values = [record[name] for name in names]
        return values, self.cr.sql_log_count - before

    def test_it_is_read_once(self):
        self._read()
        self.assertEqual(self._read(), (["Kept", "kept", True], 0))

    def test_a_change_is_seen_at_once(self):
        self._read()
        self.kept.name = "Changed"
        self.assertEqual(self._read()[0][0], "Changed")
        self.kept.write({"exclusive": False})
        self.assertEqual(self._read()[0], ["Changed", "kept", False])
        archived = self.Dimension.create(
            {"code": "old", "name": "Old", "active": False}
        )
        self.assertIn(archived, self.Dimension._kept_records())
        archived.unlink()
        self.assertNotIn(archived, self.Dimension._kept_records())

    def test_what_is_not_stored_yet_is_there(self):
        self.kept.name = "Not flushed"
        [record] = self.Dimension._kept_records(self.kept.ids)
        self.assertEqual(record.name, "Not flushed")
        self.env.flush_all()
        self.assertEqual(self._read()[0][0], "Not flushed")

    def test_each_language_has_its_words(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.kept.with_context(lang="fr_FR").name = "Gardé"
        french = self.Dimension.with_context(lang="fr_FR")
        self.assertEqual(self._read()[0][0], "Kept")
        self.env.invalidate_all()
        self.assertEqual(french._kept_records(self.kept.ids).name, "Gardé")
        self.env.invalidate_all()
        self.assertEqual(french._kept_records(self.kept.ids).name, "Gardé")
        self.assertEqual(self._read()[0][0], "Kept")

    def test_unknown_ids_are_left_out(self):
        self.assertFalse(self.Dimension._kept_records([0]))
        self.assertFalse(self.Dimension._kept_records([]))

    def test_lines_are_read_in_one_query(self):
        Value = self.env["mtm.dimension.value"]
        codes = ("b", "a")
        Value.create(
            [{"dimension_id": self.kept.id, "code": c, "name": c} for c in codes]
        )
        other = self.Dimension.create({"code": "other", "name": "Other"})
        together = self.kept | other
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        lines = read_lines(self.kept.with_prefetch(together._ids), "value_ids")
        self.assertEqual(lines.mapped("code"), list(codes))
        self.assertFalse(other.value_ids)
        self.assertEqual(self.cr.sql_log_count - before, 1)
        line = lines[0]
        line.unlink()
        self.assertEqual(read_lines(self.kept, "value_ids"), lines - line)
