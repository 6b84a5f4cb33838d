"""Late postings told from late transactions."""

from collections import defaultdict


class Lateness:
    """Says of ledger lines whether they come after their period.

    :param award_ids: ids of the awards that lines are charged to
    """

    def __init__(self, env, award_ids):
        periods = env["asm.award.period"].search([("award_id", "in", award_ids)])
        self.periods = defaultdict(list)
        for period in periods:
            self.periods[period.award_id.id].append(
                (period.date_start, period.date_end, bool(period.closed_on))
            )
        # of periods that hold a day the shortest is the one it is reported in
        for found in self.periods.values():
            found.sort(key=lambda span: span[1] - span[0])
        self._found = {}

    def of(self, award_id, day, posted):
        """Return ``late``, ``earlier`` or "".

        ``late``: the period of the cost is closed, so that the line is a late posting.
        ``earlier``: the cost is of a period before the one it is posted in, which is
        still open: a late transaction.
        """
        key = award_id, day
        if key not in self._found:
            spans = [
                span for span in self.periods[award_id] if span[0] <= day <= span[1]
            ]
            end = spans[0][1] if spans else None
            self._found[key] = end, any(is_closed for *_days, is_closed in spans)
        end, is_closed = self._found[key]
        if is_closed:
            return "late"
        return "earlier" if end and posted > end else ""
