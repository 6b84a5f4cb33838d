from odoo import models


class AsmSubmission(models.Model):
    """What the rules on evidence find in a report."""

    _inherit = "asm.submission"

    def _findings(self):
        found = [*super()._findings(), *self._evidence_findings()]
        return sorted(found, key=lambda finding: finding.severity != "error")

    def _evidence_findings(self, rows=None):
        """Return a finding for each number whose evidence is not what is asked for.

        :param rows: numbers of this report, all of them by default
        """
        self.ensure_one()
        # what is asked for does not depend on who looks; none of it is shown
        rows = self.sudo().actual_ids if rows is None else rows.sudo()
        rows = rows.filtered(lambda row: not row.correction_of_id)
        self.env["asm.evidence.rule"]._give_to(rows.program_indicator_id.indicator_id)
        places = {}
        for row in rows.sorted(lambda row: bool(row.disaggregation_id)):
            places.setdefault(row._evidence_place(), row)
        pools = rows._evidence_pools()
        found = []
        for place, row in places.items():
            actual = row.with_env(self.env)
            rules = row._evidence_rules()
            for rule in rules:
                outcome = rule._check_pieces(pools[place], place.period)
                if outcome.missing:
                    message = self._say_evidence_missing(rule, outcome)
                    found.append(
                        actual._evidence_finding(rule.severity, message, "evidence")
                    )
            found += [
                actual._evidence_finding("warning", message, rule)
                for rule, message in row._odd_photos(pools[place], rules)
            ]
        return found

    def _say_evidence_missing(self, rule, outcome):
        message = self.env._(
            "The number rests on %(found)s of %(asked)s pieces of evidence "
            "(%(kinds)s): add %(missing)s more.",
            found=outcome.found,
            asked=rule.minimum,
            kinds=rule._kinds_label(),
            missing=outcome.missing,
        )
        if outcome.stale:
            message += " " + self.env._(
                "%(count)s is too old or of another time than the rule asks for.",
                count=outcome.stale,
            )
        if outcome.undated:
            message += " " + self.env._(
                "%(count)s has no date: open it and say which day it is of.",
                count=outcome.undated,
            )
        return message
