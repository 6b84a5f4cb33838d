"""Staff restricted by country or programme see and count theirs, on every model."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import new_test_user, tagged

from .common import Q1, Q4, YEAR, AsmCommon

# what belongs to no programme: definitions and calendars
OPEN_MODELS = {
    "asm.indicator",
    "asm.scale.value",
    "asm.crossing",
    "asm.evidence.rule",
    "asm.audit.question",
    "asm.program.stage",
    "asm.period",
}
# what nobody reads but the calculation
INNER_MODELS = {"asm.result.summary", "asm.result.subtotal", "asm.summary.touched"}


class ScopeCommon(AsmCommon):
    """Two programmes, each with all that there can be in one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.restricted = new_test_user(
            cls.env, "asm_restricted", "mines_to_markets.group_mtm_manager"
        )
        cls.here = cls._world("HERE", cls.congo, cls.partner)
        cls.there = cls._world("THERE", cls.rwanda, cls.other_partner)

    @classmethod
    def _world(cls, code, country, partner):
        """Return ``{model: records}`` of a programme in one country."""
        create = cls._create
        program = cls._program(code, country_ids=[Command.set(country.ids)])
        service = cls._service(f"SRV-{code}")
        line = cls._line(f"SUM-{code}", program, dimensions=cls.sex, unit="person")
        ids = {"program_indicator_id": line.id}
        engagement = cls._engagement(
            service, partner, program, country_ids=[Command.set(country.ids)]
        )
        cls._delivery(engagement, country_id=country.id)
        create("asm.count.rule", ids | {"service_id": service.id})
        create("asm.assignment", ids | {"partner_id": partner.id})
        create("asm.result", {"program_id": program.id, "name": f"Result {code}"})
        create(
            "asm.program.partner", {"program_id": program.id, "partner_id": partner.id}
        )
        submission = cls._submission(Q1, partner, program)
        submission.with_user(cls.officer).action_count_deliveries()
        cls._approve(submission.actual_ids)
        cls._target(line, 40)
        cls._baseline(line, 3)
        create(
            "asm.overlap",
            {
                "program_ids": [Command.set(program.ids)],
                "partner_ids": [Command.set((partner | cls.donor).ids)],
                "indicator_id": line.indicator_id.id,
                "period_id": submission.period_id.id,
                "value": 1,
            },
        )
        award = cls._award(f"GR-{code}")
        cls._share({award: 100}, program=program)
        award_line = cls._award_line(award, line)
        term = create(
            "asm.award.term",
            {"award_id": award.id, "kind": "condition", "name": code},
        )
        period = create(
            "asm.award.period",
            {
                "award_id": award.id,
                "name": code,
                "date_start": Q1[0],
                "date_end": Q1[1],
            },
        )
        create(
            "asm.deviation",
            {
                "award_indicator_id": award_line.id,
                "award_period_id": period.id,
                "cause": "Rain",
            },
        )
        report = create(
            "asm.donor.report",
            {
                "award_ids": [Command.set(award.ids)],
                "award_period_id": period.id,
            },
        )
        report.with_user(cls.finance).action_draw()
        actuals = submission.actual_ids
        world = (
            program,
            program.partner_line_ids,
            program.result_ids,
            line,
            line.count_rule_ids,
            line.assignment_ids,
            line.target_ids,
            line.baseline_ids,
            submission,
            actuals,
            actuals.revision_ids,
            actuals.delivery_line_ids,
            cls.env["asm.overlap"].search([("program_ids", "in", program.ids)]),
            award,
            award.share_ids,
            term,
            award_line,
            period,
            cls.env["asm.deviation"].search([("award_id", "=", award.id)]),
            report,
            report.line_ids,
            *cls._review_world(program, submission),
            *cls._framework_world(program, award),
            *cls._looking_world(program, submission),
            *cls._audit_world(program, actuals),
            *cls._follow_up_world(program, submission),
            *cls._spaces_world(program, partner, award, report, country),
        )
        cls.env.flush_all()
        return {records._name: records for records in world}

    @classmethod
    def _looking_world(cls, program, submission):
        """Return what is shown of a programme: steps, goals, the ledger, timeliness."""
        steps = cls._line(f"STEP-{program.code}", program, measure="milestone")
        step = cls._create(
            "asm.milestone", {"program_indicator_id": steps.id, "name": "Signed"}
        )
        revision = cls._create(
            "asm.milestone.revision",
            {
                "milestone_id": step.id,
                "name": "Sign",
                "weight": 1,
                "valid_from": "2025-01-01 00:00:00",
                "valid_to": "2025-01-02 00:00:00",
                "user_id": cls.officer.id,
            },
        )
        section = cls._create(
            "asm.narrative.section", {"program_id": program.id, "name": "Progress"}
        )
        story = {"submission_id": submission.id, "section_id": section.id}
        goal = cls.env["mtm.sdg"].search([], limit=1)
        link = {"program_id": program.id, "sdg_id": goal.id, "effect": "both"}
        cls.env.flush_all()
        of_program = [("program_id", "=", program.id)]
        return (
            step,
            revision,
            section,
            cls._create("asm.narrative", story | {"text": "Went well"}),
            cls._create("asm.sdg.link", link),
            submission.line_ids,
            cls.env["asm.ledger"].search(of_program),
            cls.env["asm.reporting.performance"].search(of_program),
        )

    @classmethod
    def _audit_world(cls, program, actuals):
        """Return a data-quality audit with all that it consists of."""
        audit = cls._create("asm.audit", {"name": "Audit", "program_id": program.id})
        audit.state = "fieldwork"
        line = cls._create(
            "asm.audit.line",
            {
                "audit_id": audit.id,
                "actual_id": actuals[:1].id,
                "typed_by": cls.officer.id,
            },
        )
        question = cls._create("asm.audit.question", {"name": "Is it valid?"})
        answer = {"audit_id": audit.id, "question_id": question.id}
        action = {"audit_id": audit.id, "name": "Keep lists", "date_due": Q4[1]}
        records = (
            audit,
            line,
            cls._create("asm.audit.answer", answer),
            cls._create("asm.audit.action", action),
        )
        cls.env.flush_all()
        factors = cls.env["asm.audit.factor"].search([("program_id", "=", program.id)])
        return (*records, factors)

    @classmethod
    def _spaces_world(cls, program, partner, award, report, country):
        """Return what the spaces of people from outside are made of."""
        days = {"date_start": Q1[0], "date_end": Q1[1]}
        person = new_test_user(cls.env, f"asm_at_{program.code}", "base.group_portal")
        subaward = cls._create(
            "asm.subaward",
            days
            | {
                "reference": program.code,
                "award_id": award.id,
                "program_id": program.id,
                "partner_id": partner.id,
                "amount": 10,
            },
        )
        under, of_award = {"subaward_id": subaward.id}, {"award_id": award.id}
        line = {"code": "9", "name": "Travel"} | of_award
        line = {"budget_line_id": cls._create("asm.budget.line", line).id}
        results = {"program_id": program.id, "date_to": Q1[1]}
        due = {"name": "Report", "date_due": Q1[1]}
        said = {"report_id": report.id, "text": "Thanks"}
        office = {"partner_id": partner.id, "country_id": country.id}
        payment = {"name": "First", "date": Q1[0], "amount": 1}
        return (
            cls._create("asm.award.access", of_award | {"user_id": person.id}),
            cls._create("asm.tranche", of_award | payment),
            cls._create("asm.donor.report.answer", of_award | said),
            subaward,
            cls._create("asm.subaward.budget", under | line),
            cls._create("asm.subaward.line", under | {"amount": 1}),
            cls._create("asm.subaward.request", under | days),
            cls._create("asm.subaward.deliverable", under | due),
            cls._create("asm.release", of_award | results),
            cls._create("asm.jurisdiction", office),
        )

    @classmethod
    def _follow_up_world(cls, program, submission):
        """Return what is followed up: recommendations and ratings."""
        recommendation = cls._create(
            "asm.recommendation", {"name": "Train more", "program_id": program.id}
        )
        answer = {"recommendation_id": recommendation.id, "text": "We do"}
        rating = {
            "program_id": program.id,
            "period_id": submission.period_id.id,
            "rating": "s",
        }
        return (
            recommendation,
            cls._create("asm.recommendation.answer", answer),
            cls._create("asm.rating", rating),
        )

    @classmethod
    def _framework_world(cls, program, award):
        """Return what stands around a results framework."""
        risk = cls._create("asm.risk", {"name": "Rain", "program_id": program.id})
        budget = {"award_id": award.id, "code": "1", "name": "Staff"}
        return risk, risk.review_ids, cls._create("asm.budget.line", budget)

    @classmethod
    def _review_world(cls, program, submission):
        """Return records of what the review of a programme's numbers keeps."""
        finding = {"severity": "warning", "message": "Odd", "user_id": cls.officer.id}
        closed = program._periods(*map(Date.to_date, Q4))
        return (
            cls._create(
                "asm.validation.rule",
                {"name": "Odd", "minimum": 0, "program_id": program.id},
            ),
            cls._create(
                "asm.submission.finding", finding | {"submission_id": submission.id}
            ),
            cls._create(
                "asm.submission.sending",
                {"submission_id": submission.id, "user_id": cls.officer.id},
            ),
            cls._create(
                "asm.report.request",
                {
                    "submission_id": submission.id,
                    "kind": "new_site",
                    "wished": "Pit",
                    "reason": "New",
                },
            ),
            *cls._local_world(program, submission),
            cls.env["asm.actual.change"].search(
                [("submission_id", "=", submission.id)]
            ),
            cls._create(
                "asm.period.lock",
                {
                    "program_id": program.id,
                    "period_id": closed.id,
                    "reason": "Reported",
                },
            ),
            cls._create(
                "asm.delegation",
                {
                    "user_id": cls.approver.id,
                    "delegate_id": cls.officer.id,
                    "date_from": f"{2000 + program.id % 7000}-01-01",
                    "date_to": f"{2000 + program.id % 7000}-01-31",
                    "program_ids": [Command.set(program.ids)],
                    "reason": "On leave",
                },
            ),
        )

    @classmethod
    def _local_world(cls, program, submission):
        """Return a number as it was typed in a unit of the place."""
        unit = cls._create(
            "asm.local.unit",
            {"name": "bag", "unit": "t", "factor": 2, "program_id": program.id},
        )
        typed = {
            "actual_id": submission.actual_ids[:1].id,
            "unit_id": unit.id,
            "quantity": 1,
            "factor": 2,
            "value": 2,
        }
        return unit, cls._create("asm.actual.local", typed)

    @classmethod
    def _create(cls, model, values):
        return cls.env[model].create(values)

    @classmethod
    def _restrict(cls, **values):
        """Restrict the manager of the tests to countries or programmes."""
        scope = cls.env["mtm.staff.scope"].create(
            {
                "user_id": cls.restricted.id,
                **{
                    name: [Command.set(records.ids)] for name, records in values.items()
                },
            }
        )
        return scope

    def assertSees(self, seen, hidden):
        """The restricted user sees and counts the one, and nothing of the other."""
        for model, records in seen.items():
            with self.subTest(model=model):
                self._assert_sees(
                    self.env[model].with_user(self.restricted), records, hidden[model]
                )

    def _assert_sees(self, model, seen, hidden):
        both = seen | hidden
        domain = [("id", "in", both.ids)]
        self.assertEqual(model.search(domain), seen)
        self.assertEqual(model.search_count(domain), len(seen))
        self.assertEqual(model._read_group(domain, [], ["__count"]), [(len(seen),)])
        [group] = model.formatted_read_group(domain, [], ["__count"])
        self.assertEqual(group["__count"], len(seen))
        found = {record_id for record_id, _name in model.name_search("", domain)}
        self.assertEqual(found, set(seen.ids))
        self.assertEqual(
            {values["id"] for values in model.search_read(domain, ["display_name"])},
            set(seen.ids),
        )
        seen.with_user(self.restricted).read(["display_name"])
        if not hidden:
            return
        concealed = hidden[:1].with_user(self.restricted)
        for operation in ("read", "write", "unlink"):
            with self.assertRaises(AccessError):
                concealed.check_access(operation)
        with self.assertRaises(AccessError):
            concealed.read(["display_name"])


@tagged("post_install", "-at_install")
class TestScope(ScopeCommon):
    def test_every_model_of_a_programme_is_covered(self):
        models = {
            model._name
            for model in self.env.values()
            if model._original_module == "asm_programs"
            and model._name.startswith("asm.")
            and not (model._abstract or model._transient)
        }
        walled = models - OPEN_MODELS - INNER_MODELS
        self.assertEqual(walled, set(self.here))
        self.assertEqual(walled, set(self.there))
        for world in (self.here, self.there):
            self.assertTrue(all(world.values()))

    def test_who_is_not_restricted_sees_both(self):
        both = {model: self.here[model] | self.there[model] for model in self.here}
        nothing = {model: records.browse() for model, records in self.here.items()}
        self.assertSees(both, nothing)

    def test_by_programme(self):
        self._restrict(program_ids=self.here["asm.program"])
        self.assertSees(self.here, self.there)

    def test_by_country(self):
        self._restrict(country_ids=self.congo)
        self.assertSees(self.here, self.there)

    def test_country_and_programme_must_both_allow(self):
        self._restrict(country_ids=self.congo, program_ids=self.there["asm.program"])
        nothing = {model: records.browse() for model, records in self.here.items()}
        both = {model: self.here[model] | self.there[model] for model in self.here}
        self.assertSees(nothing, both)

    def test_what_has_no_programme_is_open(self):
        definition = self._definition("TST-SCALE", measure="ordinal")
        values = {"indicator_id": definition.id, "code": "low", "name": "Low"}
        self._create("asm.scale.value", values)
        self._restrict(program_ids=self.here["asm.program"], country_ids=self.congo)
        for model in OPEN_MODELS:
            with self.subTest(model=model):
                records = self.env[model].search([], limit=3)
                self.assertTrue(records.with_user(self.restricted).read(["id"]))

    def test_a_programme_in_two_countries_is_seen_by_one_of_them(self):
        self.there["asm.program"].country_ids |= self.congo
        self._restrict(country_ids=self.congo)
        program = self.there["asm.program"].with_user(self.restricted)
        self.assertEqual(program.search([("id", "=", program.id)]), program)

    def test_a_programme_without_country_is_hidden_from_who_is_restricted_by_it(self):
        program = self._program("NOWHERE", country_ids=False)
        found = self.env["asm.program"].with_user(self.restricted)
        self.assertIn(program, found.search([]))
        scope = self._restrict(country_ids=self.congo)
        self.assertNotIn(program, found.search([]))
        scope.write({"country_ids": False, "program_ids": [Command.set(program.ids)]})
        self.assertEqual(found.search([]), program)

    def test_nothing_is_made_where_one_may_not_look(self):
        self._restrict(program_ids=self.here["asm.program"])
        program = self.there["asm.program"]
        with self.assertRaises(AccessError):
            self.env["asm.result"].with_user(self.restricted).create(
                {"program_id": program.id, "name": "Mine"}
            )

    def test_another_company_is_hidden(self):
        company = self.env["res.company"].create({"name": "Sister"})
        self.restricted.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        nothing = {model: records.browse() for model, records in self.here.items()}
        self.assertSees(nothing, self.here)


@tagged("post_install", "-at_install")
class TestScopeOfNumbers(ScopeCommon):
    """In a programme of two countries, a number belongs to the country of its site."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line(dimensions=cls.sex)
        cls.north_row = cls._number(cls.line, Q1, 10, site_id=cls.north)
        cls.abroad_row = cls._number(cls.line, Q1, 5, site_id=cls.abroad)
        cls.anywhere_row = cls._number(cls.line, Q1, 2)

    def _read(self, line=None):
        line = (line or self.line).with_user(self.restricted)
        [cell] = line.read_results(*YEAR)[line.id]
        return cell

    def test_a_number_is_computed_with_the_readers_rights(self):
        self.assertEqual(self._read()["value"], 17)
        self._restrict(country_ids=self.congo)
        self.assertEqual(self._read()["value"], 12)
        self.assertEqual(self._read()["reported"], 2)

    def test_it_says_when_something_is_hidden(self):
        note = "Some numbers are hidden from you."
        self.assertNotIn(note, self._read()["notes"])
        scope = self._restrict(country_ids=self.congo)
        self.assertIn(note, self._read()["notes"])
        scope.country_ids |= self.rwanda
        self.assertNotIn(note, self._read()["notes"])

    def test_a_formula_says_so_too(self):
        formula = self._line("TST-F", formula="2 * TST-SUM")
        self._restrict(country_ids=self.congo)
        cell = self._read(formula)
        self.assertEqual(cell["value"], 24)
        self.assertIn("Some numbers are hidden from you.", cell["notes"])

    def test_as_of_shows_no_more(self):
        self.abroad_row.with_user(self.approver).action_reopen("Look again")
        moment = self.abroad_row.revision_ids.sorted("valid_to")[-1].valid_from
        line = self.line.with_user(self.restricted)
        self._restrict(country_ids=self.congo)
        [cell] = line.read_results(*YEAR, as_of=moment)[line.id]
        self.assertEqual(cell["value"], 10)
        self.assertEqual(
            self.line.read_results(*YEAR, as_of=moment)[line.id][0]["value"], 15
        )

    def test_numbers_of_a_hidden_programme_are_refused(self):
        self._restrict(program_ids=self.here["asm.program"])
        with self.assertRaises(AccessError):
            self._read()

    def test_the_trail_follows_its_number(self):
        self._restrict(country_ids=self.congo)
        trail = self.env["asm.actual.revision"].with_user(self.restricted)
        seen = trail.search([("actual_id.program_indicator_id", "=", self.line.id)])
        self.assertEqual(seen.actual_id, self.north_row | self.anywhere_row)

    def test_counts_are_of_what_is_seen(self):
        self._restrict(country_ids=self.congo)
        line = self.line.with_user(self.restricted)
        self.assertEqual(line.actual_count, 2)
        submission = self.north_row.submission_id.with_user(self.restricted)
        self.assertEqual(submission.actual_count, 2)

    def test_a_change_counts_at_once(self):
        rows = self.north_row | self.abroad_row
        found = self.env["asm.actual"].with_user(self.restricted)
        domain = [("id", "in", rows.ids)]
        self.assertEqual(found.search(domain), rows)
        scope = self._restrict(country_ids=self.congo)
        self.assertEqual(found.search(domain), self.north_row)
        scope.country_ids = self.rwanda
        self.assertEqual(found.search(domain), self.abroad_row)
        with self.assertRaises(AccessError):
            self.north_row.with_user(self.restricted).read(["value"])
        scope.write({"country_ids": False, "program_ids": self.program.ids})
        self.assertEqual(found.search(domain), rows)
        scope.program_ids = self.here["asm.program"]
        self.assertFalse(found.search(domain))
        scope.unlink()
        self.assertEqual(found.search(domain), rows)

    def test_a_site_that_moves_takes_its_numbers_along(self):
        self._restrict(country_ids=self.congo)
        found = self.env["asm.actual"].with_user(self.restricted)
        self.abroad.country_id = self.congo
        self.assertIn(self.abroad_row, found.search([]))
