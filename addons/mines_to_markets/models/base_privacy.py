from odoo import models
from odoo.tools import SQL

from ..tools import personal_data

_TEXT = ("varchar", "text")


class Base(models.AbstractModel):
    """Taking a person out of records of any kind, as was declared of their fields."""

    _inherit = "base"

    def _privacy_erase(self, person, code, named):
        """Take somebody out of these records, as was declared of their fields.

        :param person: the ``res.partner``
        :param code: what stands for them from now on
        :param named: texts that name them, and nobody else
        :return: how many records changed
        """
        data = self.env["mtm.personal.data"]
        held = data._held_by(self._name)
        gone = [name for name, one in held.items() if one.erased == personal_data.GONE]
        if gone:
            count = len(self)
            self.sudo().unlink()
            return count
        changed = set()
        for name, one in held.items():
            if one.erased in (personal_data.CODE, personal_data.BLANK):
                instead = code if one.erased == personal_data.CODE else None
                changed |= self._privacy_replace_whole(name, instead, person)
        for name in data._words().get(self._name, ()):
            for text in named:
                changed |= self._privacy_replace_words(name, text, code)
        return len(changed)

    def _privacy_replace_whole(self, name, instead, person):
        """Write a code, or nothing, where a field names somebody."""
        leads = [
            field.name
            for field in self._fields.values()
            if field.store
            and field.type == "many2one"
            and field.comodel_name == "res.partner"
        ]
        conditions = [
            SQL("%s = %s", SQL.identifier(lead), person.id)
            for lead in leads
            if lead in ("partner_id", "author_id")
        ]
        # somebody else may have the same name
        reached = [one for one in (person.email, person.phone) if one]
        conditions += [
            SQL("strpos(lower(%s), lower(%s)) > 0", SQL.identifier(name), one)
            for one in reached
        ]
        if not conditions:
            return set()
        rows = self.env.execute_query(
            SQL(
                "UPDATE %s SET %s = %s WHERE id IN %s AND %s IS NOT NULL AND (%s) "
                "RETURNING id",
                SQL.identifier(self._table),
                SQL.identifier(name),
                instead,
                tuple(self.ids),
                SQL.identifier(name),
                SQL(" OR ").join(conditions),
            )
        )
        return {row[0] for row in rows}

    def _privacy_replace_words(self, name, text, code):
        """Write a code where a text names somebody."""
        field = self._fields.get(name)
        if not field or not field.store or field.column_type[0] not in _TEXT:
            return set()
        rows = self.env.execute_query(
            SQL(
                "UPDATE %s SET %s = replace(%s, %s, %s) WHERE id IN %s "
                "AND strpos(%s, %s) > 0 RETURNING id",
                SQL.identifier(self._table),
                SQL.identifier(name),
                SQL.identifier(name),
                text,
                code,
                tuple(self.ids),
                SQL.identifier(name),
                text,
            )
        )
        return {row[0] for row in rows}
