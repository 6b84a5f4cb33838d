from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.mines_to_markets.tools import numerals

from ..tools import papers
from .asm_subaward_space import BADGES, MAY_SEND, MAY_TYPE

MOST_CHARACTERS = 4000
FILES_AT_MOST = 5


class AsmSubawardRequest(models.Model):
    """The form in which a sub-grantee asks for money or reports expenses.

    Its people hold no right here. The page found the sub-award as one of theirs and
    calls as system, in their name; their role is checked in here.
    """

    _name = "asm.subaward.request"
    _inherit = ["asm.subaward.request", "asm.space.mixin"]

    def _portal_card(self):
        self.ensure_one()
        return {
            "id": self.id,
            "url": f"/my/subawards/{self.subaward_id.id}/requests/{self.id}",
            "kind": self.kind,
            "kind_label": self._space_label(self, "kind"),
            "date_start": self.date_start,
            "date_end": self.date_end,
            "note": self.note or "",
            "amount": self._space_money(self.amount, self.currency_id),
            "state": self.state,
            "state_label": self._space_label(self, "state"),
            "badge_class": BADGES[self.state],
            "warning": self.warning or "",
            "answer": self.decision_note or "" if self.decided_on else "",
            "submitted_on": self.submitted_on,
            "submitted_by": self.submitted_by.name or "",
            "typed_by": self.typed_by.name,
            "files": [
                {"id": file.id, "name": file.name} for file in self.attachment_ids
            ],
            "lines": [
                {
                    "name": line.budget_line_id.name or "",
                    "code": line.budget_line_id.code or "",
                    "amount": self._space_money(line.amount, self.currency_id),
                }
                for line in self.line_ids
            ],
        }

    @api.model
    def _portal_form(self, subaward, kind, typed=None, request=None):
        """Return what the form shows.

        :param typed: ``{input name: text}`` as it was typed, after a refusal
        :param request: the draft that goes on, if any
        """
        stored = request._portal_stored() if request else {}
        typed = stored | (typed or {})
        budget = subaward._portal_budget()
        return {
            "kind": kind,
            "is_expense": kind == "expense",
            "currency": subaward.currency_id.name,
            "url": f"/my/subawards/{subaward.id}/requests/"
            + (str(request.id) if request else f"new/{kind}"),
            "lines": [
                row | {"typed": typed.get(f"amount_{row['id']}", "")} for row in budget
            ],
            "date_start": typed.get("date_start", ""),
            "date_end": typed.get("date_end", ""),
            "note": typed.get("note", ""),
            "files": request._portal_card()["files"] if request else [],
            "room": self._space_money(subaward._room(), subaward.currency_id),
            "may_send": subaward._portal_role() in MAY_SEND,
            "most_characters": MOST_CHARACTERS,
        }

    def _portal_stored(self):
        """Return what the inputs of a draft hold."""
        self.ensure_one()
        number = self.env["mtm.portal.mixin"]._portal_number
        amounts = {
            f"amount_{line.budget_line_id.id}": number(line.amount)
            for line in self.line_ids
        }
        return amounts | {
            "date_start": str(self.date_start),
            "date_end": str(self.date_end),
            "note": self.note or "",
        }

    @api.model
    def _portal_save(self, subaward, kind, typed, files, request=None, submit=False):
        """Keep what was typed as a draft, and send it if asked to.

        :param typed: ``{input name: text}``
        :param files: ``[(name, bytes)]``
        :param request: the draft that is changed, else a new one is made
        :return: ``(request, problems)``; problems are texts by input name, and with a
            problem nothing is kept
        :raises AccessError: when the user's role does not allow it
        """
        subaward._portal_check_role(MAY_SEND if submit else MAY_TYPE)
        problems = {}
        values = self._portal_read(subaward, kind, typed, problems)
        kept = self._portal_read_files(files, problems)
        too_many = not request and self._explain_too_many()
        if too_many and not problems:
            problems[""] = too_many
        if problems:
            return request or self.browse(), problems
        try:
            with self.env.cr.savepoint():
                request = self._portal_store(values, kept, request)
                if submit:
                    request._submit()
        except (UserError, ValidationError) as refused:
            return self.browse(), {"": str(refused)}
        return request, {}

    def _portal_store(self, values, files, request):
        if request:
            request.line_ids.unlink()
            request.write(values | {"typed_by": self.env.uid})
        else:
            request = self.create(values)
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": name,
                    "raw": raw,
                    "mimetype": mimetype,
                    "res_model": self._name,
                    "res_id": request.id,
                }
                for name, raw, mimetype in files
            ]
        )
        if attachments:
            request.attachment_ids = [Command.link(one.id) for one in attachments]
        return request

    def _portal_read(self, subaward, kind, typed, problems):
        """Return the values of a request, and note what is wrong with an input."""
        start = self._portal_date(typed, "date_start", problems)
        end = self._portal_date(typed, "date_end", problems)
        if start and end:
            if end < start:
                problems["date_end"] = self.env._("The last day is before the first.")
            elif start < subaward.date_start or end > subaward.date_end:
                problems["date_start"] = self.env._(
                    "These days have to lie within the grant: %(start)s to %(end)s.",
                    start=subaward.date_start,
                    end=subaward.date_end,
                )
        note = (typed.get("note") or "").strip()
        if len(note) > MOST_CHARACTERS:
            problems["note"] = self.env._(
                "%(count)s characters are too many: %(most)s at most.",
                count=len(note),
                most=MOST_CHARACTERS,
            )
        lines = self._portal_amounts(subaward, kind, typed, problems)
        return {
            "subaward_id": subaward.id,
            "kind": kind,
            "date_start": start,
            "date_end": end,
            "note": note,
            "line_ids": lines,
        }

    def _portal_date(self, typed, name, problems):
        try:
            day = fields.Date.to_date(typed.get(name) or None)
        except ValueError:
            day = None
        if not day:
            problems[name] = self.env._("Enter a day.")
        return day

    def _portal_amounts(self, subaward, kind, typed, problems):
        """Return commands for the lines; blank is no line, 0 is an amount of zero."""
        commands = []
        for row in subaward._portal_budget():
            name = f"amount_{row['id']}"
            try:
                amount = self._portal_amount(typed.get(name) or "", typed.get("lang"))
            except numerals.NotANumber:
                problems[name] = self.env._(
                    "“%(text)s” is not an amount. Write digits only.",
                    text=typed[name][:40],
                )
                continue
            if amount is None:
                continue
            commands.append(
                Command.create(
                    {
                        "subaward_id": subaward.id,
                        "kind": kind,
                        "budget_line_id": row["id"],
                        "amount": float(amount),
                        "date": fields.Date.to_date(typed.get("date_end") or None)
                        if "date_end" not in problems
                        else False,
                    }
                )
            )
        return commands

    def _portal_amount(self, text, code=None):
        """Read an amount as the language of the page writes it; None for a blank.

        :param code: language in which the page was shown
        :raises NotANumber: when it is none
        """
        Lang = self.env["res.lang"]
        lang = Lang._get_data(code=code) if code else None
        lang = lang or Lang._get_data(code=self.env.lang or "en_US")
        return numerals.parse(text, lang.decimal_point, lang.thousands_sep)

    @api.model
    def _portal_read_files(self, files, problems):
        """Return ``[(name, bytes, media type)]``, and note a file that is refused."""
        kept = []
        words = {
            "empty": self.env._("is empty"),
            "large": self.env._("is larger than 10 MB"),
            "locked": self.env._("has a password on it"),
            "kind": self.env._("is not a CSV, XLSX, ODS, PDF, JPEG or PNG file"),
        }
        if len(files) > FILES_AT_MOST:
            problems["file"] = self.env._(
                "At most %(count)s files at once.", count=FILES_AT_MOST
            )
            return kept
        for name, raw in files:
            try:
                kept.append((name, raw, papers.kind_of(name, raw)))
            except papers.BadFile as refused:
                problems["file"] = self.env._(
                    "“%(file)s” %(what)s.", file=name, what=words[refused.reason]
                )
        return kept

    def _portal_discard(self):
        """Throw a draft away."""
        self.ensure_one()
        self.subaward_id._portal_check_role(MAY_TYPE)
        self.unlink()
