"""What the portal's pages are measured on: a partner, its reports, and their forms."""

import io
import json

from PIL import Image

from odoo import Command

from bench.portal_list import ROWS, Reports, Visitor, make_tasks, make_user

INDICATORS = 6
CATEGORIES = 4  # with the total, 5 numbers an indicator
VALUES = INDICATORS * (CATEGORIES + 1)
PART = 5
FEW, MANY = 10, 10_000
SIZE = (640, 480)


class World:
    """A partner's user, tasks and projects of Odoo's, and reports of thirty values."""

    def __init__(self, env, forms):
        """
        :param forms: how many reports of thirty values
        """
        self.env = env = env(context=dict(env.context, tracking_disable=True))
        self.user = make_user(env)
        self.partner = env["res.partner"].create(
            {"name": "Bench partner", "is_company": True}
        )
        env["mtm.partner.access"].create(
            {
                "partner_id": self.partner.id,
                "user_id": self.user.id,
                "role": "officer",
            }
        )
        make_tasks(env, self.user, ROWS)
        make_projects(env, self.user, ROWS - 1)
        self.reports = Reports(env, self.partner, MANY)
        self.program = make_program(env, self.partner)
        self.forms = self._make_forms(forms)
        self.fill(FEW)

    def fill(self, rows):
        """Bring the user's reports to so many, those of thirty values left out."""
        self.reports.fill(rows)
        self.env.cr.commit()
        self.env.cr.execute("ANALYZE")
        self.env.cr.commit()

    def fill_in(self, form, before):
        """Have a report hold all that one may: it was sent and came back with findings.

        :param before: the report of the period before, which is approved
        """
        self._give_words()
        for report in (before, form):
            self._send(report)
        before.action_approve()
        for number in form.actual_ids:
            number.action_return("Please check this number.")
        self.env.cr.commit()

    def _give_words(self):
        """Ask for a story and for evidence, and find something in each number."""
        env, program = self.env, self.program
        definitions = program.program_indicator_ids.indicator_id
        env["asm.narrative.section"].create(
            [
                {"program_id": program.id, "name": name, "is_required": True}
                for name in ("Progress", "Difficulties")
            ]
        )
        env["asm.local.unit"].create({"name": "bag", "unit": "tonne", "factor": 0.05})
        env["asm.validation.rule"].create(
            {
                "name": "Bench",
                "kind": "range",
                "maximum": PART * CATEGORIES - 1,
                "severity": "warning",
                "program_id": program.id,
            }
        )
        env["asm.evidence.rule"].create(
            [{"indicator_id": each.id, "photo": True} for each in definitions]
        )

    def _send(self, form):
        """Fill in a report and send it, as the partner does."""
        report = form.with_user(self.user).sudo()
        sections = self.env["asm.narrative.section"]._of_program(self.program)
        typed = self.typed(form) | {f"narrative-{s.id}": "Told" for s in sections}
        typed |= {
            name.replace("value", "comment"): "As counted"
            for name in typed
            if name.startswith("value")
        }
        problems = report._portal_save(typed)
        for line in self.program.program_indicator_ids:
            report._attach_link(line.id, 0, "https://example.org/photo.jpg")
            report._attach_file(line.id, 0, "photo.jpg", make_photo())
        problems |= report._portal_save({}, submit=True)
        if problems:
            raise AssertionError(problems)

    def tasks_path(self, count):
        """Return where Odoo lists so many tasks."""
        project = make_tasks(self.env, self.user, count)
        self.env.cr.commit()
        return f"/my/tasks?filterby={project.id}"

    def _make_forms(self, count):
        return self.env["asm.submission"].create(
            [
                {
                    "program_id": self.program.id,
                    "partner_id": self.partner.id,
                    "period_id": period.id,
                }
                for period in self.reports.periods[:count]
            ]
        )

    def typed(self, form):
        """Return what is typed into a report: parts, and totals that are their sum."""
        return {
            cell.input("value"): str(PART if cell.key else PART * CATEGORIES)
            for cell in form.sudo()._sheet().cells()
        }


def make_photo():
    file = io.BytesIO()
    Image.effect_noise(SIZE, 50).save(file, "JPEG")
    return file.getvalue()


class Page(Visitor):
    """The portal user, who opens and sends reports."""

    def open_page(self, path):
        answer = self.open(path)
        if answer.status_code != 200:
            raise AssertionError(f"{path}: {answer.status}")
        return answer.text

    def call(self, path, **params):
        answer = self.open(path, method="POST", json={"params": params})
        found = json.loads(answer.text)
        if "error" in found:
            raise AssertionError(f"{path}: {found['error']}")
        return found["result"]


def make_projects(env, user, count):
    """Have the user follow so many more projects."""
    projects = env["project.project"].create(
        [
            {"name": f"Bench project {number}", "privacy_visibility": "portal"}
            for number in range(count)
        ]
    )
    projects.message_subscribe(user.partner_id.ids)


def make_program(env, partner):
    """Return a monthly programme that asks the partner for thirty values."""
    dimension = env["mtm.dimension"].create(
        {
            "code": "bench",
            "name": "Bench",
            "value_ids": [
                Command.create({"code": str(n), "name": f"Category {n}"})
                for n in range(CATEGORIES)
            ],
        }
    )
    program = env["asm.program"].create(
        {"code": "BENCH-FORM", "name": "Bench form", "frequency": "month"}
    )
    definitions = env["asm.indicator"].create(
        [
            {
                "code": f"BENCH-{n}",
                "name": f"Indicator {n}",
                "unit": "tonne",
                "dimension_ids": [Command.set(dimension.ids)],
            }
            for n in range(INDICATORS)
        ]
    )
    env["asm.program.indicator"].create(
        [
            {
                "program_id": program.id,
                "indicator_id": definition.id,
                "assignment_ids": [Command.create({"partner_id": partner.id})],
            }
            for definition in definitions
        ]
    )
    return program
