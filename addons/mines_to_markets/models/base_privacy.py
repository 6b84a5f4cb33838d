from odoo import models
from odoo.tools import SQL

from ..tools import personal_data
from ._privacy_whose import Whose, is_email

_TEXT = ("varchar", "text")
# fields that say whose the whole record is
_LEADS = ("partner_id", "author_id")


class Base(models.AbstractModel):
    """Taking a person out of records of any kind, as was declared of their fields."""

    _inherit = "base"

    def _privacy_erase(self, person, code, named):
        """Take somebody out of these records, as was declared of their fields.

        :param person: the ``res.partner``
        :param code: what stands for them from now on
        :param named: patterns of texts that name them
        :return: how many records changed
        """
        self.env.flush_all()
        data = self.env["mtm.personal.data"]
        # what has no column follows what it is read from
        held = {
            name: one.erased
            for name, one in data._held_by(self._name).items()
            if self._fields[name].store and self._fields[name].column_type
        }
        gone = [name for name, erased in held.items() if erased == personal_data.GONE]
        if gone:
            return self._privacy_delete(gone, person)
        changed = set()
        for name, condition in self._privacy_conditions(held, person, code).items():
            instead = code if held[name] == personal_data.CODE else None
            changed |= self._privacy_update(
                name, SQL("%s", instead), SQL(" OR ").join([SQL("FALSE"), *condition])
            )
        for name in data._words().get(self._name, ()):
            for pattern in named:
                changed |= self._privacy_replace_words(name, pattern, code)
        # what is derived from what was replaced
        self.env.flush_all()
        return len(changed)

    def _privacy_delete(self, gone, person):
        """Delete what is theirs by a field that says so; who else has it keeps it."""
        whose = Whose(person, {name: self._fields[name] for name in gone})
        records = self.sudo()
        own = records.filtered(whose.is_theirs)
        shared = (records - own).filtered(whose.is_also_theirs)
        for record in shared:
            whose.leave_to_others(record)
        count = len(own | shared)
        own.unlink()
        return count

    def _privacy_conditions(self, held, person, code):
        """Return ``{field: conditions}`` under which it holds who this person is."""
        leads = self._privacy_leads(person)
        email = _any_of(map(personal_data.email_pattern, person._privacy_emails()))
        phone = _any_of(person._privacy_phones())
        sure = self._privacy_sure(held, person, code)
        by_email = {
            name: SQL("(%s ~* %s AND %s)", SQL.identifier(name), email, sure["email"])
            for name in held
            if email and is_email(name)
        }
        found = {}
        for name, erased in held.items():
            if erased not in (personal_data.CODE, personal_data.BLANK):
                continue
            if is_email(name):
                found[name] = [*leads, *filter(None, [by_email.get(name)])]
            else:
                found[name] = [*leads, *by_email.values()]
                if phone and erased == personal_data.BLANK:
                    # several may share a telephone: it tells no name
                    found[name].append(
                        SQL(
                            "(%s ~* %s AND %s)",
                            SQL.identifier(name),
                            phone,
                            sure["phone"],
                        )
                    )
        # the address tells whose the rest is: it goes last
        return {name: found[name] for name in sorted(found, key=is_email)}

    def _privacy_sure(self, held, person, code):
        """Return ``{email or phone: condition}`` of records that are theirs for having
        it: where others have it as well, it depends on who or what else is in them."""
        told = [
            SQL("(%s IS NULL OR %s = %s)", column, column, person.id)
            for column in map(SQL.identifier, self._privacy_lead_names())
        ]
        names = [*map(_folded, person._privacy_names()), _folded(code)]
        told += [
            SQL(
                "lower(regexp_replace(%s, %s, ' ', 'g')) = ANY(%s)",
                column,
                r"\s+",
                names,
            )
            for column in map(
                SQL.identifier,
                (name for name in held if held[name] == personal_data.CODE),
            )
        ]
        shares = person._privacy_shares()
        among_others = SQL(" AND ").join(told) if told else SQL("FALSE")
        return {
            kind: among_others if kind in shares else SQL("TRUE")
            for kind in ("email", "phone")
        }

    def _privacy_leads(self, person):
        """Return conditions under which the whole record is theirs."""
        return [
            SQL("%s = %s", SQL.identifier(name), person.id)
            for name in self._privacy_lead_names()
        ]

    def _privacy_lead_names(self):
        return [
            name
            for name in _LEADS
            if name in self._fields
            and self._fields[name].store
            and self._fields[name].comodel_name == "res.partner"
        ]

    def _privacy_replace_words(self, name, pattern, code):
        """Write a code where a text names somebody."""
        field = self._fields.get(name)
        if not field or not field.store or field.column_type[0] not in _TEXT:
            return set()
        column = SQL.identifier(name)
        return self._privacy_update(
            name,
            SQL("regexp_replace(%s, %s, %s, 'gi')", column, pattern, code),
            SQL("%s ~* %s", column, pattern),
        )

    def _privacy_update(self, name, value, condition):
        """Write without a trace of what stood there; what is derived follows."""
        rows = self.env.execute_query(
            SQL(
                "UPDATE %s SET %s = %s WHERE id IN %s AND %s IS NOT NULL AND (%s) "
                "RETURNING id",
                SQL.identifier(self._table),
                SQL.identifier(name),
                value,
                tuple(self.ids),
                SQL.identifier(name),
                condition,
            )
        )
        changed = self.browse(row[0] for row in rows)
        changed.invalidate_recordset([name], flush=False)
        changed.modified([name])
        return set(changed.ids)


def _any_of(patterns):
    return "|".join(f"(?:{one})" for one in patterns if one)


def _folded(text):
    return " ".join((text or "").split()).lower()
