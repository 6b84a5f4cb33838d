from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import throttle

_OFTEN = timedelta(days=1)


class MtmLoginAttempt(models.Model):
    """People are told when somebody guesses at their login, from wherever."""

    _inherit = "mtm.login.attempt"

    @api.model
    def _cron_tell(self):
        """Tell by mail, once a day, whose login is refused to places it does not know.

        Not while somebody guesses: an answer that takes longer would say that there is
        such a login.
        """
        self.flush_model()
        free, _first = self._limits()
        now = fields.Datetime.now()
        found = self.env.execute_query(
            SQL(
                """
                SELECT user_id
                  FROM mtm_login_attempt
                 WHERE kind = 'login' AND user_id IS NOT NULL
                 GROUP BY user_id
                HAVING SUM(failures) FILTER (WHERE last_failure > %s) >= %s
                   AND COALESCE(MAX(told_on) <= %s, TRUE)
                """,
                now - timedelta(hours=1),
                max(throttle.MOST_PER_LOGIN * free, 1),
                now - _OFTEN,
            )
        )
        for user in self.env["res.users"].browse(id_ for (id_,) in found):
            if user.active and user.email:
                user.with_context(lang=user.lang)._tell_that_somebody_guesses()
        guessed = [("user_id", "in", [id_ for (id_,) in found]), ("kind", "=", "login")]
        self.search(guessed).told_on = now
