from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import human_size

from ..fields import OptionalFloat
from ..tools import photos, places

MAX_BYTES = 50 * 1024 * 1024
MAX_PIXELS = 150_000_000


class MtmEvidence(models.Model):
    """What the file itself says, read once, when it arrives."""

    _inherit = "mtm.evidence"

    sha256 = fields.Char(
        string="SHA-256",
        compute="_compute_from_file",
        store=True,
        index="btree_not_null",
        help="Fingerprint of the file as it arrived.",
    )
    taken_on = fields.Date(
        compute="_compute_from_file",
        store=True,
        help="The day on which the photo was taken, by the clock of the camera.",
    )
    taken_at = fields.Char(
        compute="_compute_from_file",
        store=True,
        help="The time of day on the clock of the camera.",
    )
    latitude = OptionalFloat(compute="_compute_from_file", store=True, aggregator=None)
    longitude = OptionalFloat(compute="_compute_from_file", store=True, aggregator=None)
    date = fields.Date(
        string="Dated",
        compute="_compute_date",
        store=True,
        readonly=False,
        help="The day that this piece is of: when the photo was taken, the list was "
        "signed, the report was written.",
    )
    is_lost = fields.Boolean(
        string="Missing on the Server",
        compute="_compute_is_lost",
        help="The file was stored and is not there any more.",
    )
    place = fields.Char(compute="_compute_place")
    place_note = fields.Char(
        string="From the Site",
        compute="_compute_place_note",
        help="How far from the site of what it is behind the photo was taken.",
    )

    @api.depends("attachment_id")
    def _compute_from_file(self):
        for evidence in self:
            # what a file is does not depend on who reads it
            raw = evidence.attachment_id.sudo().raw or b""
            photo = photos.read(raw)
            evidence.sha256 = bool(evidence.attachment_id) and sha256(raw).hexdigest()
            evidence.taken_on = photo.taken and photo.taken.date()
            evidence.taken_at = photo.taken and photo.taken.strftime("%H:%M")
            # None is not known; a place on the equator has 0
            evidence.latitude = photo.latitude
            evidence.longitude = photo.longitude

    @api.depends("attachment_id")
    def _compute_is_lost(self):
        for evidence in self:
            # whether a file is there does not depend on who reads it
            file = evidence.attachment_id.sudo()
            evidence.is_lost = bool(file) and file._is_lost()

    @api.depends("taken_on")
    def _compute_date(self):
        for evidence in self:
            evidence.date = evidence.taken_on or evidence.date

    @api.depends("latitude", "longitude")
    def _compute_place(self):
        for evidence in self:
            evidence.place = evidence._has_place() and places.show(
                evidence.latitude, evidence.longitude
            )

    @api.depends("latitude", "longitude", "delivery_ids.site_id")
    def _compute_place_note(self):
        for evidence in self:
            notes = [
                self.env._("%(km)s km from %(site)s", km=round(km, 1), site=site.name)
                for site, km in evidence._distances()
            ]
            evidence.place_note = ", ".join(notes)

    def _has_place(self):
        self.ensure_one()
        return self.latitude is not False and self.longitude is not False

    def _sites(self):
        """Return the sites of what this is behind, as far as the reader sees them."""
        self.ensure_one()
        return self.delivery_ids.site_id

    def _distances(self):
        """Return ``[(site, km)]``: how far from each of its sites this was taken."""
        self.ensure_one()
        if not self._has_place():
            return []
        return [
            (site, km)
            for site in self._sites()
            if (km := self._distance_to(site)) is not None
        ]

    def _distance_to(self, site):
        """Return how far from a site this was taken, in km; None when not known."""
        if not self._has_place() or site.latitude is False or site.longitude is False:
            return None
        return places.distance(
            (self.latitude, self.longitude), (site.latitude, site.longitude)
        )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_file_facts(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._without_file_facts(vals))

    _file_facts = frozenset({"sha256", "taken_on", "taken_at", "latitude", "longitude"})

    def _without_file_facts(self, vals):
        """Only the file says these, whoever calls."""
        return {key: v for key, v in vals.items() if key not in self._file_facts}

    @api.constrains("attachment_id")
    def _check_file_is_not_too_large(self):
        for evidence in self:
            file = evidence.attachment_id
            if file.file_size > MAX_BYTES:
                raise ValidationError(
                    self.env._(
                        "“%(file)s” has %(size)s; a piece of evidence has at most "
                        "%(limit)s. Make it smaller, or give a link to it.",
                        file=file.name,
                        size=human_size(file.file_size),
                        limit=human_size(MAX_BYTES),
                    )
                )
            photo = photos.read(file.raw or b"")
            if photo.width and photo.width * photo.height > MAX_PIXELS:
                raise ValidationError(
                    self.env._(
                        "“%(file)s” claims to have more than %(limit)s megapixels. "
                        "Save it smaller, then upload it again.",
                        file=file.name,
                        limit=MAX_PIXELS // 1_000_000,
                    )
                )
