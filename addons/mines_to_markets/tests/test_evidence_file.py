import base64
import json
import warnings
from hashlib import sha256
from io import BytesIO
from types import MappingProxyType
from unittest.mock import patch

from PIL import Image

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from ..models import mtm_evidence_file
from ..tools import photos
from .common import MinesToMarketsCommon

DEGREES = MappingProxyType({1: "S", 2: (1.0, 30.0, 36.0), 3: "E", 4: (28.0, 30.0, 0.0)})


def photo(size=(8, 8), taken="2025:02:10 14:05:00", gps=DEGREES, kind="JPEG"):
    """Return the bytes of a picture as a camera writes it."""
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    if gps:
        exif.get_ifd(0x8825).update(gps)
    file = BytesIO()
    Image.new("RGB", size, "gray").save(file, kind, exif=exif.tobytes())
    return file.getvalue()


@tagged("post_install", "-at_install")
class TestEvidenceFile(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engagement = cls._create_engagement()
        cls.delivery = cls._create_delivery(cls.engagement)
        cls.admin = new_test_user(
            cls.env,
            "evidence_admin",
            "mines_to_markets.group_mtm_admin,base.group_system",
        )

    def _add(self, raw, name="visit.jpg", **values):
        return (
            self.env["mtm.evidence"]
            .with_user(self.officer)
            .create({"file": base64.b64encode(raw), "filename": name} | values)
        )

    def test_place_and_time_are_read_on_arrival(self):
        for kind in ("JPEG", "PNG", "WEBP"):
            with self.subTest(kind=kind):
                evidence = self._add(photo(kind=kind))
                self.assertEqual(str(evidence.taken_on), "2025-02-10")
                self.assertEqual(evidence.taken_at, "14:05")
                self.assertEqual(evidence.date, evidence.taken_on)
                self.assertAlmostEqual(evidence.latitude, -1.51)
                self.assertAlmostEqual(evidence.longitude, 28.5)
                self.assertEqual(evidence.place, "1.5100° S, 28.5000° E")
                self.assertEqual(evidence.kind, "photo")

    def test_a_photo_that_says_nothing_is_blank_not_zero(self):
        for gps in (None, DEGREES | {2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)}):
            evidence = self._add(photo(taken=None, gps=gps))
            self.assertIs(evidence.latitude, False)
            self.assertFalse(evidence.taken_on or evidence.place)

    def test_how_far_from_the_site(self):
        self.delivery.site_id = self._create_site(latitude=-1.51, longitude=28.59)
        evidence = self._add(photo(), delivery_ids=[Command.link(self.delivery.id)])
        self.assertEqual(evidence.place_note, "10.0 km from Test hill")

    def test_broken_and_hostile_files_are_taken_all_the_same(self):
        whole = photo()
        start = whole.index(b"Exif")
        for name, raw in {
            "cut short": whole[: start + 30],
            "garbage in the tags": whole[: start + 8]
            + b"\xff" * 40
            + whole[start + 48 :],
            "no picture": b"GIF89a",
            "empty": b" ",
            "nonsense angles": photo(gps=DEGREES | {2: (999.0, 0.0, 0.0)}),
            "nonsense moment": photo(taken="soon", gps=None),
        }.items():
            with self.subTest(name=name):
                evidence = self._add(raw, f"{name}.jpg")
                self.assertEqual(evidence.sha256, sha256(raw).hexdigest())
                self.assertIs(evidence.latitude and evidence.longitude, False)

    def test_the_log_says_the_kind_of_fault_and_nothing_of_the_file(self):
        whole = photo()
        with patch.object(photos, "_logger") as log, warnings.catch_warnings():
            warnings.simplefilter("error")
            photos.read(whole.replace(b"Exif\0\0MM", b"Exif\0\0XX"))
            with patch.object(photos.Image, "open", side_effect=OSError("visit.jpg")):
                photos.read(whole)
        said = [call.args[0] % call.args[1:] for call in log.info.call_args_list]
        self.assertEqual(
            said,
            [
                "A photo's block of tags cannot be read: SyntaxError",
                "A picture cannot be read: OSError",
            ],
        )

    def test_faults_of_our_own_are_not_taken_for_a_broken_file(self):
        for name in ("open", "Exif"):
            with (
                self.subTest(name=name),
                patch.object(photos.Image, name, side_effect=AttributeError),
                self.assertRaises(AttributeError),
            ):
                photos.read(photo())

    def test_tags_that_are_too_long_are_not_read(self):
        with patch.object(photos, "MAX_EXIF", 10):
            self.assertIsNone(photos.read(photo()).taken)

    def test_too_many_pixels_or_bytes_are_refused(self):
        with (
            patch.object(mtm_evidence_file, "MAX_PIXELS", 63),
            self.assertRaisesRegex(ValidationError, "visit.jpg.*megapixels"),
        ):
            self._add(photo())
        with (
            patch.object(mtm_evidence_file, "MAX_BYTES", 100),
            self.assertRaisesRegex(ValidationError, "at most"),
        ):
            self._add(photo())

    def test_a_large_photo_keeps_its_bytes(self):
        raw = photo((2000, 2000))
        evidence = self._add(raw)
        self.assertEqual(evidence.attachment_id.raw, raw)
        self.assertEqual(evidence.sha256, sha256(raw).hexdigest())

    def test_nobody_writes_what_the_file_says(self):
        evidence = self._add(photo())
        before = evidence.sha256
        evidence.with_user(self.admin).write({"sha256": "0", "latitude": 1})
        self.assertEqual(evidence.sha256, before)
        self.assertAlmostEqual(evidence.latitude, -1.51)

    def test_the_file_is_not_changed_moved_or_deleted_under_the_evidence(self):
        evidence = self._add(photo())
        for user in (self.officer, self.manager, self.admin):
            file = evidence.attachment_id.with_user(user)
            for values in (
                {"raw": b"other"},
                {"datas": base64.b64encode(b"other")},
                {"res_model": "res.partner", "res_id": self.miners.id},
                {"public": True},
                {"type": "url", "url": "https://example.com"},
            ):
                with (
                    self.subTest(user=user.login, values=values),
                    self.assertRaises(UserError),
                    self.env.cr.savepoint(),
                ):
                    file.write(values)
            with self.assertRaises(UserError), self.env.cr.savepoint():
                file.unlink()
        self.assertEqual(
            sha256(evidence.attachment_id.raw).hexdigest(), evidence.sha256
        )

    def test_the_same_file_twice_is_said_on_both_and_found(self):
        other = self._create_delivery(self.engagement)
        one = self._add(photo(), delivery_ids=[Command.link(self.delivery.id)])
        two = self._add(photo(), "renamed.jpg", delivery_ids=[Command.link(other.id)])
        alone = self._add(photo(taken=None), delivery_ids=[Command.link(other.id)])
        self.assertEqual(one.also_behind, other.display_name)
        self.assertEqual(two.also_behind, self.delivery.display_name)
        self.assertFalse(alone.also_behind)
        found = self.env["mtm.evidence"].search([("is_shared", "=", True)])
        self.assertEqual(found & (one | two | alone), one | two)
        self.assertTrue(one.is_shared)
        self.assertFalse(alone.is_shared)

    def test_the_same_link_twice_is_said(self):
        other = self._create_delivery(self.engagement)
        one, two = self.env["mtm.evidence"].create(
            [
                {
                    "url": "https://example.com/album",
                    "delivery_ids": [Command.link(delivery.id)],
                }
                for delivery in (self.delivery, other)
            ]
        )
        self.assertEqual(one.also_behind, other.display_name)
        self.assertTrue(two.is_shared)

    def test_what_is_hidden_is_only_counted(self):
        walled = self._create_engagement(is_walled=True, user_id=self.manager.id)
        other = self._create_delivery(walled)
        one = self._add(photo(), delivery_ids=[Command.link(self.delivery.id)])
        self.env["mtm.evidence"].create(
            {
                "file": base64.b64encode(photo()),
                "delivery_ids": [Command.link(other.id)],
            }
        )
        self.env.invalidate_all()
        self.assertEqual(one.with_user(self.officer).also_behind, "1 hidden from you")
        self.assertEqual(one.with_user(self.manager).also_behind, other.display_name)


@tagged("post_install", "-at_install")
class TestEvidenceUpload(HttpCase):
    def test_the_button_of_the_form_keeps_the_bytes(self):
        user = new_test_user(
            self.env, "evidence_uploads", "mines_to_markets.group_mtm_user"
        )
        self.authenticate(user.login, user.login)
        raw = photo((2000, 2000), kind="PNG")
        answer = self.url_open(
            "/web/binary/upload_attachment",
            data={
                "csrf_token": Request.csrf_token(self),
                "model": "mtm.evidence",
                "id": 0,
            },
            files={"ufile": ("large.png", raw, "image/png")},
        )
        [file] = json.loads(answer.text)
        evidence = (
            self.env["mtm.evidence"]
            .with_user(user)
            .create({"attachment_id": file["id"]})
        )
        self.assertEqual(evidence.sha256, sha256(raw).hexdigest())
        self.assertEqual(str(evidence.taken_on), "2025-02-10")
