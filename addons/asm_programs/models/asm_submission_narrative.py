from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.mines_to_markets.one2many import read_lines

from ..tools import narratives

# the input of a report without sections, and what those of sections begin with
WHOLE = "narrative"


class AsmSubmission(models.Model):
    """The story of a report, section by section."""

    _inherit = "asm.submission"

    narrative_ids = fields.One2many(
        "asm.narrative", "submission_id", string="Narrative by Section"
    )
    has_sections = fields.Boolean(compute="_compute_has_sections")

    def _compute_has_sections(self):
        Section = self.env["asm.narrative.section"]
        for program, reports in self.grouped("program_id").items():
            reports.has_sections = bool(Section._of_program(program))

    def _sections(self, own=None):
        """Return the sections that this report asks for, with those it holds.

        :param own: those of its programme, where the caller has them already
        """
        if own is None:
            own = self.env["asm.narrative.section"]._of_program(self.program_id)
        return own | read_lines(self, "narrative_ids").section_id

    def _section_texts(self, own=None):
        """Return ``{input name: text}`` of the story, section by section.

        :param own: as of :meth:`_sections`
        """
        texts = {
            text.section_id: text.text for text in read_lines(self, "narrative_ids")
        }
        found = {
            f"{WHOLE}-{section.id}": texts.get(section, "")
            for section in self._sections(own)
        }
        # what was told before there were sections stays
        whole = {WHOLE: self.narrative or ""}
        return whole | found if self.narrative or not found else found

    def _describe_sections(self, own, earlier):
        """Return the sections as the grid shows them, with the last report's text.

        :param own: the sections of the programme
        :param earlier: the reports before this one, newest first
        """
        earlier = earlier[:1].with_prefetch(earlier._prefetch_ids)
        before = earlier._section_texts(own) if earlier else {}
        names = self._section_texts(own)
        if WHOLE not in names and names:
            # told as one text before there were sections
            first = next(iter(names))
            before[first] = before.get(first) or before.get(WHOLE, "")
        authors = {
            f"{WHOLE}-{text.section_id.id}": self._describe_author(text)
            for text in self.narrative_ids
        }
        return [
            {
                "input": name,
                "text": text,
                "last": before.get(name, ""),
                "last_period": earlier.period_id.name or "",
                "by": authors.get(name, ""),
                **self._describe_section(name),
            }
            for name, text in names.items()
        ]

    def _describe_section(self, name):
        if name == WHOLE:
            return {
                "name": self.env._("What happened"),
                "help": self.env._(
                    "What was done in the period, what was difficult, what comes next."
                ),
                "is_required": False,
            }
        section = self._section_of(name)
        return {
            "name": section.name,
            "help": section.help or "",
            "is_required": section.is_required and section.active,
        }

    def _section_of(self, name):
        return self.env["asm.narrative.section"].browse(int(name.split("-")[1]))

    def _story(self):
        """Return all that the report tells, as one text."""
        return "\n\n".join(filter(None, self._section_texts().values()))

    def _read_narrative(self, post, shown, problems):
        """Return ``{input name: text}`` of what was typed and differs."""
        words = {}
        # a draft or workbook from before there were sections holds one text
        now = {WHOLE: self.narrative or ""} | self._section_texts()
        for name in post.keys() & now.keys():
            typed = str(post[name]).replace("\r\n", "\n").strip()
            outcome = narratives.compare(typed, now[name], shown.get(name))
            if outcome == "same":
                continue
            if not self._is_editable():
                problems[name] = self._explain_locked(typed)
            elif outcome == "conflict":
                problems[name] = self._conflict(now[name], typed)
            else:
                words[name] = typed
        return words

    def _save_words(self, words):
        """Store the texts of sections.

        :param words: ``{input name: text}``
        """
        if WHOLE in words:
            self.write({"narrative": words[WHOLE]})
        # nobody writes these but through the report, whose rights were checked
        Narrative = self.env["asm.narrative"].sudo()
        kept = {
            f"{WHOLE}-{text.section_id.id}": text for text in self.sudo().narrative_ids
        }
        for name, text in words.items():
            if name == WHOLE:
                continue
            if name in kept and text:
                kept[name].text = text
            elif name in kept:
                kept[name].unlink()
            elif text:
                section = self._section_of(name)
                Narrative.create(
                    {"submission_id": self.id, "section_id": section.id, "text": text}
                )
        self.invalidate_recordset(["narrative_ids"])

    def _sections_missing(self, own=None):
        """Return the required sections of this report that are empty.

        :param own: as of :meth:`_sections`
        """
        texts = {text.section_id for text in read_lines(self, "narrative_ids")}
        return self._sections(own).filtered(
            lambda section: (
                section.is_required and section.active and section not in texts
            )
        )

    def action_submit(self):
        """:raises UserError: where a section that is required says nothing"""
        for report in self.filtered(lambda r: r.state in ("open", "returned")):
            # the sections asked for do not depend on who submits
            missing = report.sudo()._sections_missing()
            if missing:
                raise UserError(
                    self.env._(
                        "%(submission)s still has to tell: %(sections)s.",
                        submission=report.display_name,
                        sections=", ".join(missing.mapped("name")),
                    )
                )
        return super().action_submit()
