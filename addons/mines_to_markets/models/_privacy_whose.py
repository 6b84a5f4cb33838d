from odoo.tools import email_normalize, email_normalize_all
from odoo.tools.mail import email_split_tuples, formataddr

from .res_partner_former import same_phone


class Whose:
    """Tells which records are a person's, by the fields that would say so.

    :param person: the ``res.partner`` who is erased
    :param fields: ``{name: field}`` of a model whose records are deleted for that
    """

    def __init__(self, person, fields):
        accounts = person.with_context(active_test=False).user_ids
        self._person = person
        self._emails = set(person._privacy_emails())
        self._phones = person._privacy_phones()
        # what somebody else has as well
        self._shares = person._privacy_shares()
        self._ids = {"res.partner": person.ids, "res.users": accounts.ids}
        self._leads = [n for n, field in fields.items() if field.type == "many2one"]
        self._addresses = [name for name in fields if is_email(name)]
        self._numbers = [name for name in fields if name == "number"]
        self._names = [name for name in fields if name == "name"]

    def is_theirs(self, record):
        """Whether it leads to them, or holds their address or number and no other."""
        return (
            any(
                record[name].id in self._ids[record[name]._name] for name in self._leads
            )
            or self._is_for_them_alone(record)
            or self._has_their_number(record)
        )

    def is_also_theirs(self, record):
        """Whether their address stands in it among others."""
        return bool(self._addressed(record) & self._emails) and self._is_sure(
            record, "email"
        )

    def leave_to_others(self, record):
        """Take their address out of a list of several."""
        for name in self._addresses:
            record[name] = ", ".join(
                formataddr(pair)
                for pair in email_split_tuples(record[name] or "")
                if email_normalize(pair[1]) not in self._emails
            )

    def _is_for_them_alone(self, record):
        addressed = self._addressed(record)
        return (
            bool(addressed)
            and addressed <= self._emails
            and self._is_sure(record, "email")
        )

    def _has_their_number(self, record):
        return any(
            same_phone(self._phones, record[name]) for name in self._numbers
        ) and self._is_sure(record, "phone")

    def _is_sure(self, record, kind):
        """Where others have it as well, a name tells whose it is."""
        return kind not in self._shares or any(
            self._person._privacy_is_named(record[name]) for name in self._names
        )

    def _addressed(self, record):
        found = (email_normalize_all(record[name] or "") for name in self._addresses)
        return set().union(*found)


def is_email(name):
    """Whether a field of this name holds addresses."""
    return "email" in name or name == "reply_to"
