import base64
from io import BytesIO

from PIL import Image

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import Q1, AsmCommon


def photo(taken="2025:02:10 14:05:00", latitude=(1.0, 30.0, 0.0)):
    """Return the bytes of a photo, taken at 1.5° south, 28.5° east."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = taken
    gps = {1: "S", 2: latitude, 3: "E", 4: (28.0, 30.0, 0.0)}
    exif.get_ifd(0x8825).update(gps)
    file = BytesIO()
    Image.new("RGB", (64, 48), "gray").save(file, "JPEG", exif=exif)
    return base64.b64encode(file.getvalue())


class EvidenceCommon(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line(dimensions=cls.sex)
        cls.north.write({"latitude": -1.5, "longitude": 28.5})
        cls.row = cls._row(cls.line, Q1, 10, site_id=cls.north)

    @classmethod
    def _rule(cls, line=None, **values):
        return cls.env["asm.evidence.rule"].create(
            {"indicator_id": (line or cls.line).indicator_id.id, **values}
        )

    @classmethod
    def _link(cls, name="list", rows=None, **values):
        return cls.env["mtm.evidence"].create(
            {
                "url": f"https://example.com/{name}",
                "actual_ids": [Command.link(row.id) for row in rows or cls.row],
                **values,
            }
        )

    @classmethod
    def _photo(cls, rows=None, name="visit.jpg", **values):
        return cls.env["mtm.evidence"].create(
            {
                "file": photo(**values),
                "filename": name,
                "actual_ids": [Command.link(row.id) for row in rows or cls.row],
            }
        )

    def _found(self, user=None, submission=None):
        """Return ``[(severity, rule, message)]`` of what evidence is found lacking."""
        submission = (submission or self.row.submission_id).with_user(
            user or self.officer
        )
        self.env.invalidate_all()
        return [
            (finding.severity, finding.rule, finding.message)
            for finding in submission._findings()
            if finding.rule.startswith("evidence")
        ]


@tagged("post_install", "-at_install")
class TestEvidenceRule(EvidenceCommon):
    def test_without_a_rule_nothing_is_asked_for(self):
        self.assertEqual(self.row.evidence_state, "none")
        self.assertFalse(self.row.evidence_note)
        self.assertFalse(self._found())

    def test_how_many_of_which_kinds(self):
        self._rule(photo=True, attendance=True, minimum=2, severity="error")
        self._rule(minimum=1)
        self._link()
        self._link("signed", kind="attendance")
        self.env.invalidate_all()
        self.assertEqual(
            self.row.evidence_note, "2 of 3 pieces, photo or attendance list missing"
        )
        self.assertEqual(self.row.evidence_state, "error")
        [(severity, _rule, message)] = self._found()
        self.assertEqual(severity, "error")
        self.assertIn("rests on 1 of 2 pieces", message)
        self.assertIn("add 1 more", message)
        self._photo()
        self.env.invalidate_all()
        self.assertEqual(self.row.evidence_state, "complete")
        self.assertFalse(self._found())

    def test_a_finding_stands_at_its_number(self):
        self._rule(severity="warning")
        [finding] = self.row.submission_id.with_user(self.officer)._findings()
        self.assertEqual(finding.line, self.line)
        self.assertEqual(finding.site, self.north)
        self.assertEqual(finding.actual, self.row)
        self.assertFalse(finding.category)

    def test_pieces_behind_the_categories_count_for_their_number(self):
        self._rule(minimum=2)
        part = self._row(self.line, Q1, 4, site_id=self.north, categories=self.female)
        self._link(rows=self.row)
        self._link("other", rows=part)
        self.assertFalse(self._found())

    def test_what_must_be_there_stops_a_report(self):
        self._rule(severity="error", photo=True)
        row = self.row.with_user(self.officer)
        with self.assertRefuses(UserError, "TST-SUM, North: The number rests on 0 of"):
            row.submission_id.action_submit()
        self._photo()
        row.submission_id.action_submit()
        self.assertEqual(self.row.state, "submitted")

    def test_each_site_needs_its_own(self):
        self._rule()
        self._row(self.line, Q1, 4, site_id=self.south)
        self._link()
        [finding] = self.row.submission_id.with_user(self.officer)._findings()
        self.assertEqual(finding.site, self.south)

    def test_fresh_is_dated_in_time(self):
        rule = self._rule(freshness="within")
        piece = self._link()
        [(_severity, _rule, message)] = self._found()
        self.assertIn("has no date", message)
        for date, complete in (
            ("2024-12-31", False),
            ("2025-01-01", True),
            ("2025-03-31", True),
            ("2025-04-01", False),
        ):
            piece.date = date
            self.assertEqual(not self._found(), complete, date)
        rule.write({"freshness": "days", "days": 90})
        for date, complete in (("2024-12-30", False), ("2024-12-31", True)):
            piece.date = date
            self.assertEqual(not self._found(), complete, date)

    def test_a_reason_why_a_number_is_missing_needs_no_evidence(self):
        self._rule(severity="error")
        self.row.write({"value": False, "missing_reason": "not_accessible"})
        self.assertFalse(self._found())
        self.row.write({"missing_reason": False, "value": 0})
        self.assertTrue(self._found())

    def test_photos_from_elsewhere_or_another_time_are_pointed_out(self):
        self._photo(latitude=(1.0, 54.0, 0.0), taken="2024:12:31 08:00:00")
        found = self._found()
        self.assertEqual(
            [(severity, rule) for severity, rule, _message in found],
            [("warning", "evidence_place"), ("warning", "evidence_time")],
        )
        self.assertIn("44 km from the site", found[0][2])
        self.assertIn("2024-12-31", found[1][2])
        self._rule(distance_km=50)
        self.assertEqual([rule for _s, rule, _m in self._found()], ["evidence_time"])

    def test_who_asks_does_not_change_what_is_found(self):
        self._rule(severity="error")
        self._link()
        self.assertFalse(self._found(self.second_approver))

    def test_a_new_version_takes_the_rules_along(self):
        self._rule(minimum=3)
        copied = self.line.indicator_id.copy({"code": "TST-NEW"})
        self.assertEqual(copied.evidence_rule_ids.mapped("minimum"), [3])

    def test_the_database_refuses_rules_that_ask_for_nothing(self):
        for values, said in (
            ({"minimum": 0}, "at least 1"),
            ({"freshness": "days"}, "how many days"),
            ({"days": 3}, "how many days"),
            ({"distance_km": 0}, "more than 0 km"),
        ):
            with self.assertDatabaseRefuses("asm.evidence.rule", said):
                self._rule(**values)

    def test_managers_make_rules_and_officers_do_not(self):
        values = {"indicator_id": self.line.indicator_id.id}
        Rule = self.env["asm.evidence.rule"]
        self.assertTrue(Rule.with_user(self.manager).create(values))
        with self.assertRefuses(AccessError, "not allowed"):
            Rule.with_user(self.officer).create(values)

    def test_queries_do_not_grow_with_the_numbers(self):
        self._rule(photo=True)
        self._photo()

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            rows = self.row.submission_id.actual_ids.with_user(self.officer)
            rows.mapped("value")
            before = self.env.cr.sql_log_count
            rows.mapped("evidence_note")
            rows.mapped("evidence_also_behind")
            return self.env.cr.sql_log_count - before

        self._photo(self._row(self.line, Q1, 1, site_id=self.south))
        count()
        few = count()
        for site in [self._site(f"S{i}") for i in range(6)]:
            row = self._row(self.line, Q1, 1, site_id=site)
            self._photo(row)
        self.assertLessEqual(count(), few)


@tagged("post_install", "-at_install")
class TestEvidenceBehindSeveral(EvidenceCommon):
    def test_the_same_file_behind_two_numbers_is_said_on_both(self):
        other = self._row(self.line, Q1, 4, site_id=self.south)
        one, two = self._photo(), self._photo(other, "renamed.jpg")
        self.env.invalidate_all()
        self.assertEqual(self.row.evidence_also_behind, other.display_name)
        self.assertEqual(other.evidence_also_behind, self.row.display_name)
        self.assertEqual(one.also_behind, other.display_name)
        found = self.env["mtm.evidence"].search([("is_shared", "=", True)])
        self.assertEqual(found & (one | two), one | two)

    def test_one_piece_behind_two_numbers_is_found(self):
        other = self._row(self.line, Q1, 4, site_id=self.south)
        piece = self._link(rows=self.row | other)
        alone = self._link("alone")
        found = self.env["mtm.evidence"].search([("is_shared", "=", True)])
        self.assertEqual(found & (piece | alone), piece)

    def test_evidence_of_an_overlap_is_shared_with_numbers(self):
        piece = self._link()
        overlap = self._overlap()
        overlap.sudo().evidence_ids = piece
        self.env.invalidate_all()
        self.assertTrue(piece.is_shared)
        self.assertIn(overlap.display_name, self.row.evidence_also_behind)

    def _overlap(self):
        line = self._line("TST-PPL", unit="person")
        sites = self.north | self.south
        for site in sites:
            self._number(line, Q1, 10, site_id=site)
        return self.env["asm.overlap"].create(
            {
                "program_ids": [Command.set(self.program.ids)],
                "indicator_id": line.indicator_id.id,
                "period_id": self.row.period_id.id,
                "site_ids": [Command.set(sites.ids)],
                "value": 2,
            }
        )

    def test_numbers_that_the_reader_may_not_see_are_counted(self):
        other = self._row(self.line, Q1, 4, site_id=self.abroad)
        self._photo()
        self._photo(other)
        self.env["mtm.staff.scope"].create(
            {"user_id": self.officer.id, "country_ids": [Command.set(self.congo.ids)]}
        )
        self.env.invalidate_all()
        self.assertEqual(
            self.row.with_user(self.officer).evidence_also_behind, "1 hidden from you"
        )
        self.assertEqual(
            self.row.with_user(self.manager).evidence_also_behind, other.display_name
        )

    def test_what_an_approved_number_rests_on_keeps_kind_and_date(self):
        piece = self._link(date="2025-02-01")
        self._approve(self.row)
        for values in ({"kind": "document"}, {"date": "2025-02-02"}):
            with self.assertRefuses(UserError, "with its kind and date"):
                piece.with_user(self.officer).write(values)

    def test_the_file_stays_whoever_tries(self):
        piece = self._photo()
        for user in (self.officer, self.manager, self.admin):
            file = piece.attachment_id.with_user(user)
            for attempt in (
                file.unlink,
                lambda file=file: file.write({"raw": b"other"}),
                piece.with_user(user).unlink,
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    attempt()
        self.assertTrue(piece.exists() and piece.attachment_id.exists())

    def test_the_database_refuses_too(self):
        piece = self._photo()
        for table, row in (
            ("mtm_evidence", piece),
            ("ir_attachment", piece.attachment_id),
        ):
            with self.assertDatabaseRefuses("mtm.evidence", ""):
                self.env.cr.execute(f"DELETE FROM {table} WHERE id = %s", (row.id,))


@tagged("post_install", "-at_install")
class TestEvidenceInTheBrowser(EvidenceCommon, HttpCase):
    def test_a_photo_is_shown_at_its_number(self):
        self._rule(photo=True, minimum=2)
        self._photo()
        self.start_tour(
            f"/odoo/action-asm_programs.asm_actual_action/{self.row.id}",
            "asm_evidence_at_number",
            login=self.officer.login,
        )
