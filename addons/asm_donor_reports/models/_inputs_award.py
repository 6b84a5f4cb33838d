"""Values of the report itself, of its award, and of who receives it."""

from odoo import fields

from odoo.addons.asm_programs.tools import clock


class Values:
    """Answers the terms of a subject of which a report has one, by methods of their
    names."""

    def __init__(self, reader):
        self.reader = reader
        self.env = reader.env
        self.report = reader.report
        self.award = reader.award

    def value(self, asked):
        """Return the value of an :class:`Asked`; blank is None."""
        name = asked.term.partition(".")[2]
        return self.named(name) or None

    def named(self, name):
        return getattr(self, name)()


class ReportValues(Values):
    """What is reported."""

    def name(self):
        return self.report.name

    def period(self):
        return self.report.award_period_id.name

    def date_start(self):
        return self.report.date_start

    def date_end(self):
        return self.report.date_end

    def date_due(self):
        return self.report.date_due

    def drawn_on(self):
        moment = self.report.drawn_on or clock.now()
        return fields.Datetime.context_timestamp(self.report, moment).date()

    def is_final(self):
        is_final = self.report.is_final
        return self.env._("yes") if is_final else self.env._("no")

    def kind(self):
        return self.reader.label(self.report.award_period_id, "kind")

    def reason(self):
        return self.report.freeze_reason

    def restate_reason(self):
        return self.report.restate_reason


class AwardValues(Values):
    """The award whose period is reported."""

    def __init__(self, reader):
        super().__init__(reader)
        self._terms = self.award._in_force(self.report.date_end, reader.moment)

    def value(self, asked):
        if asked.term in ("award.amount", "award.obligated"):
            return self.named(asked.term.partition(".")[2])
        return super().value(asked)

    def reference(self):
        return self.award.reference

    def name(self):
        return self.award.name

    def donor(self):
        # an award is seen whole or not at all
        return self.award.sudo().donor_id.name

    def prime(self):
        return self.award.sudo().prime_id.name

    def programs(self):
        return ", ".join(self.award.program_ids.mapped("name"))

    def countries(self):
        countries = self.award.program_ids.country_ids
        return ", ".join(sorted(countries.mapped("name")))

    def amount(self):
        return self._terms["amount_total"]

    def obligated(self):
        return self._terms["amount_obligated"]

    def currency(self):
        return self.award.currency_id.name

    def date_start(self):
        return self.award.date_start

    def date_end(self):
        return self._terms["date_end"]

    def basis(self):
        return self.reader.label(self.award, "accounting_basis")

    def recipient_account(self):
        return self.award.recipient_account

    def responsible(self):
        return self.award.sudo().user_id.name


class RecipientValues(Values):
    """Our organisation, as the one that receives the award."""

    def _partner(self):
        return self.award.sudo().company_id.partner_id

    def name(self):
        return self._partner().name

    def address(self):
        lines = self._partner()._display_address(without_company=True).splitlines()
        return ", ".join(filter(None, map(str.strip, lines)))

    def uei(self):
        return self._partner().uei

    def ein(self):
        return self._partner().ein
