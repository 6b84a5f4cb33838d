from collections import Counter, defaultdict

from odoo import models

from odoo.addons.mines_to_markets.tools import attendance

from ..tools import calendars

BY_DIMENSION = {"sex": "sex_id", "age_band": "age_band_id"}


class AsmCountRule(models.Model):
    """Persons, each once, from the lists of who came to trainings.

    A delivery without a list has head counts only, and those never count persons.
    Who somebody is, is compared and never stored here: a name together with an
    e-mail address, a phone number or a contact. Whoever gave none of them cannot be
    told from others and is not counted.
    """

    _inherit = "asm.count.rule"

    def _count_into(self, submission, in_corrections=False):
        told = super()._count_into(submission, in_corrections)
        if self.measure != "persons" or told:
            return told
        deliveries = self._deliveries(submission)
        without_list = deliveries.filtered(lambda delivery: not delivery.event_id)
        if not without_list and deliveries:
            return None
        return self.env._(
            "%(service)s: persons are counted in %(indicator)s from lists of persons, "
            "such as a training's, and other deliveries have head counts only.",
            service=self.service_id.name,
            indicator=self.program_indicator_id.indicator_id.display_name,
        )

    def _waiting(self, submission):
        if self.measure != "persons":
            return super()._waiting(submission)
        return self.env["mtm.service.delivery"].union(*self._new_persons(submission))

    def _countable(self, submission):
        if self.measure != "persons":
            return super()._countable(submission)
        found = defaultdict(dict)
        for delivery, persons in self._new_persons(submission).items():
            for category, quantity in self._count_persons(persons).items():
                found[category][delivery] = quantity
        return found

    def _quantities_in(self, delivery, submission):
        if self.measure != "persons":
            return super()._quantities_in(delivery, submission)
        if delivery not in self._deliveries(submission):
            return {}
        known = self._known_persons(submission, delivery)
        persons = self._persons(delivery)[delivery]
        new = {person: said for person, said in persons.items() if person not in known}
        return self._count_persons(new)

    def _new_persons(self, submission):
        """Return ``{delivery: {person: what they said}}`` of who is not counted yet."""
        deliveries = self._deliveries(submission).filtered("event_id")
        deliveries -= self._counted(deliveries)
        persons = self._persons(deliveries)
        known = self._known_persons(submission, deliveries) if deliveries else set()
        found = {}
        for delivery in deliveries:
            new = {
                person: said
                for person, said in persons[delivery].items()
                if person not in known
            }
            known |= new.keys()
            if new:
                found[delivery] = new
        return found

    def _known_persons(self, submission, without):
        """Return who counts in the report's scope already, by other deliveries."""
        # a person counts once, whoever may read where
        lines = self.program_indicator_id.sudo().actual_ids.delivery_line_ids
        start, end = self._person_scope(submission)
        counted = lines.filtered(
            lambda line: (
                not line.correction_of_id
                and not line.is_withdrawn
                and (not start or start <= line.date <= end)
            )
        ).delivery_id
        persons = self._persons(counted - without.sudo())
        return {person for of_delivery in persons.values() for person in of_delivery}

    def _person_scope(self, submission):
        """Return the days within which a person counts once; none for life."""
        indicator = self.program_indicator_id.indicator_id
        period = submission.period_id
        if indicator.time_aggregation != "unique":
            return period.date_start, period.date_end
        if indicator.unique_scope == "life":
            return None, None
        return calendars.period_of(period.date_end, "year", indicator.unique_month)[:2]

    def _persons(self, deliveries):
        """Return ``{delivery: {person: what they said}}`` of who came to trainings."""
        # who counts does not depend on who may read the list; only counts leave it
        registrations = (
            self.env["event.registration"]
            .sudo()
            .search(
                [
                    ("event_id", "in", deliveries.sudo().event_id.ids),
                    ("state", "not in", ("draft", "cancel")),
                ],
                order="id",
            )
        )
        of_event = registrations.grouped("event_id")
        return {
            delivery: {
                person: self._said(registration)
                for registration in of_event.get(delivery.sudo().event_id, ())
                if (person := self._person(registration))
                and self._attended(registration, delivery.sudo())
            }
            for delivery in deliveries
        }

    def _attended(self, registration, delivery):
        session = delivery.event_session_id
        if session:
            return session in registration.session_ids
        return registration.state == "done"

    def _person(self, registration):
        """Return what tells this person from others, or nothing."""
        name = (registration.name or "").strip()
        # who bears a code by now is the same as before
        is_told = bool(registration._privacy_contact() and name)
        return is_told and registration._privacy_code()

    def _said(self, registration):
        asked = self.dimension_ids.mapped("code")
        return tuple(
            registration[name] if code in asked else registration[name].browse()
            for code, name in BY_DIMENSION.items()
        )

    def _count_persons(self, persons):
        """Return ``{combination: number}``.

        :param persons: ``{person: (sex, age band)}``
        """
        said = Counter(
            tuple(category.id or None for category in categories)
            for categories in persons.values()
        )
        Value = self.env["mtm.dimension.value"]
        return self._by_category(
            {
                Value.browse(categories): number
                for categories, number in attendance.counts_of(said).items()
            }
        )
