"""Rows of the results that an award's indicators measure."""

from ..tools.inputs import Line


class ResultRows:
    """The framework of each award: its own results, else those of its indicators with
    all that stands above them."""

    def __init__(self, reader):
        self.reader = reader

    def lines(self, source, asked):
        """Yield a :class:`Line` for each result, from the top of its tree down."""
        for award in self.reader.awards:
            for result in self._results(award):
                if source.levels and result.level not in source.levels:
                    continue
                yield Line(
                    (result.id, award.id),
                    "total",
                    result.code or "",
                    {str(one): self._value(award, result, one.term) for one in asked},
                )

    def _results(self, award):
        own = self.reader.env["asm.result"].search([("award_id", "=", award.id)])
        found = own or award.award_indicator_ids.result_id
        above = found
        while above := above.parent_id:
            found |= above
        return self._in_order(found)

    def _in_order(self, results):
        """Return results below what they contribute to."""
        ordered = results.browse()
        # levels first where trees are not linked: outcomes before outputs
        roots = results.filtered(lambda one: one.parent_id not in results)
        todo = list(reversed(roots.sorted(lambda one: (one._rank(one), *_place(one)))))
        while todo:
            result = todo.pop()
            ordered += result
            below = results.filtered(lambda one, r=result: one.parent_id == r)
            todo += reversed(below.sorted(_place))
        return ordered

    def _value(self, award, result, term):
        name = term.partition(".")[2]
        values = {
            "award": award.reference,
            "level": result.level_name or self.reader.label(result, "level"),
            "parent": result.parent_id.display_name,
        }
        return (values[name] if name in values else result[name]) or None


def _place(result):
    return result.sequence, result.code or "", result.id
