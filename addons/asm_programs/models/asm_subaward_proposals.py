from odoo import fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.mines_to_markets.tools import numerals

from .asm_subaward_space import MAY_TYPE


class AsmSubaward(models.Model):
    """Targets that a sub-grantee proposes, and how it explains what is off target."""

    _inherit = "asm.subaward"

    target_ids = fields.One2many("asm.target", "subaward_id", string="Proposed Targets")
    deviation_ids = fields.One2many(
        "asm.deviation", "subaward_id", string="Explanations"
    )

    def _tell_of(self, body):
        """Tell whoever is responsible, in the name of the user who asks."""
        author = self.env.user.partner_id.id
        self.message_post(body=body, author_id=author, subtype_xmlid="mail.mt_note")
        if self.user_id:
            self.message_notify(
                partner_ids=self.user_id.partner_id.ids,
                author_id=author,
                subject=f"{self.display_name}: {body}",
                body=body,
            )

    def _portal_target_places(self):
        """Return ``{key: (label, indicator, site)}`` of where a target can be proposed.

        Where the organisation reports a number: for each of its sites, or for the
        programme where it reports none.
        """
        assignments = self.env["asm.assignment"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("program_id", "=", self.program_id.id),
            ]
        )
        places = {}
        for assignment in assignments:
            line = assignment.program_indicator_id
            if line.measure not in ("unit", "percentage") or line.is_ratio:
                continue
            for site in assignment.site_ids or [self.env["mtm.site"]]:
                label = ", ".join(filter(None, (line.indicator_id.name, site.name)))
                places[f"{line.id}-{site.id or 0}"] = (label, line, site)
        return places

    def _portal_target_windows(self):
        """Return ``{key: (label, first day, last day)}``: its years."""
        windows = {}
        for year in range(self.date_start.year, self.date_end.year + 1):
            windows[str(year)] = (str(year), f"{year}-01-01", f"{year}-12-31")
        return windows

    def _portal_propose_target(self, typed):
        """Propose a target in the name of the user; somebody of staff decides.

        :param typed: texts ``place``, ``window``, ``value`` and ``reason``
        :return: texts by input name of what is wrong; with one, nothing is made
        :raises AccessError: when the user's role does not allow it
        """
        self._portal_check_role(MAY_TYPE)
        problems = {}
        place = self._portal_target_places().get(typed.get("place"))
        window = self._portal_target_windows().get(typed.get("window"))
        reason = (typed.get("reason") or "").strip()
        value = None
        try:
            value = self.env["asm.subaward.request"]._portal_amount(
                typed.get("value") or "", typed.get("lang")
            )
        except numerals.NotANumber:
            problems["value"] = self.env._("Write the target in digits.")
        if value is None and not problems:
            problems["value"] = self.env._("Enter the target.")
        if not place:
            problems["place"] = self.env._("Choose an indicator.")
        if not window:
            problems["window"] = self.env._("Choose a year.")
        if not reason:
            problems["reason"] = self.env._("Say why this is the right target.")
        if problems:
            return problems
        _label, line, site = place
        return self._portal_make(
            "asm.target",
            {
                "program_indicator_id": line.id,
                "site_id": site.id,
                "date_from": window[1],
                "date_to": window[2],
                "value": float(value),
                "reason": reason[:500],
            },
        )

    def _portal_explainable(self):
        """Return ``({key: label} of indicators, {key: label} of ended periods)``.

        Only what the organisation reports itself, in the words of the award.
        """
        mine = self.env["asm.assignment"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("program_id", "=", self.program_id.id),
            ]
        )
        lines = self.award_id.award_indicator_ids.filtered(
            lambda line: line.program_indicator_id in mine.program_indicator_id
        )
        today = fields.Date.context_today(self)
        periods = self.award_id.period_ids.filtered(
            lambda p: p.date_end < today and p.date_end >= self.date_start
        )
        return (
            {str(line.id): line.name for line in lines},
            {str(period.id): period.name for period in periods},
        )

    def _portal_explain(self, typed):
        """Say why an indicator is off target, in the name of the user.

        :param typed: texts ``indicator``, ``period``, ``cause`` and ``action``
        :return: texts by input name of what is wrong; with one, nothing is made
        :raises AccessError: when the user's role does not allow it
        """
        self._portal_check_role(MAY_TYPE)
        indicators, periods = self._portal_explainable()
        problems = {}
        if typed.get("indicator") not in indicators:
            problems["indicator"] = self.env._("Choose an indicator.")
        if typed.get("period") not in periods:
            problems["period"] = self.env._("Choose a period.")
        cause = (typed.get("cause") or "").strip()
        if not cause:
            problems["cause"] = self.env._("Say what happened.")
        if problems:
            return problems
        return self._portal_make(
            "asm.deviation",
            {
                "award_indicator_id": int(typed["indicator"]),
                "award_period_id": int(typed["period"]),
                "cause": cause[:4000],
                "action": (typed.get("action") or "").strip()[:4000],
            },
        )

    def _portal_make(self, model, values):
        """Make a proposal; what stands against it becomes the problem of the form."""
        Model = self.env[model]
        same = Model._portal_open_proposal(self, values)
        if same:
            return {
                "": self.env._(
                    "A proposal for this is waiting already. Staff decide on it first."
                )
            }
        try:
            with self.env.cr.savepoint():
                made = Model.create(values | {"subaward_id": self.id})
        except (UserError, ValidationError) as refused:
            return {"": str(refused)}
        self._tell_of(made.display_name)
        return {}
