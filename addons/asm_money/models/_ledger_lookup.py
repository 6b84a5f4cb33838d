"""What the codes of a ledger file stand for: each looked up once for all rows."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo.addons.mines_to_markets.tools.cells import fold

# what people write into columns of funding and nature, besides the labels
WORDS = {
    "funding": {
        "donor": ("donor", "grant", "federal", "bailleur", "subvention"),
        "cost_share": (
            "cost share",
            "cost sharing",
            "match",
            "matching",
            "co funding",
            "cofinancement",
            "contrepartie",
        ),
        "program_income": (
            "program income",
            "programme income",
            "revenu du programme",
            "recettes du programme",
        ),
        "own": ("own", "own resources", "own funds", "fonds propres"),
    },
    "nature": {
        "direct": ("direct", "directe"),
        "indirect": ("indirect", "indirecte", "overhead", "icr", "frais generaux"),
        "in_kind": ("in kind", "en nature"),
        "income": ("income", "income earned", "revenue", "recette", "revenu"),
    },
}
KEYS = ("account", "cost_center", "donor_code")
SAID = ("award_id", "budget_line_id", "program_id", "funding", "nature")


class Bad(Exception):
    """A row cannot be taken; ``reason`` says why, in one word."""

    def __init__(self, role, reason, value="", **details):
        super().__init__(role, reason)
        self.role, self.reason = role, reason
        shown = value if isinstance(value, date) else str(value)[:80]
        self.details = {"value": shown, **details}


class Award(NamedTuple):
    """What is asked of an award for each line."""

    id: int
    name: str
    date_start: object
    date_end: object


class Rule(NamedTuple):
    """An account row of the mapping: the codes that it wants, and what it says."""

    codes: tuple
    rank: tuple
    said: dict
    is_ignored: bool
    names_account: bool
    names_cost_center: bool

    def fits(self, codes):
        return all(map(_fits, self.codes, codes))


def _fits(wanted, found):
    """
    >>> _fits("60*", "6012"), _fits("60*", ""), _fits(None, "1"), _fits("60", "601")
    (True, False, True, False)
    """
    if wanted is None:
        return True
    if wanted.endswith("*"):
        return bool(found) and found.startswith(wanted[:-1])
    return wanted == found


class Lookup:
    """The records that rows of one mapping may name, with the rights of the user.

    :param mapping: ``asm.ledger.mapping``
    """

    def __init__(self, mapping):
        self.env, self.mapping = mapping.env, mapping
        company = mapping.company_id
        self.awards, self.award_of = {}, {}
        for award in self.env["asm.award"].search([("company_id", "=", company.id)]):
            self.awards[award.id] = found = Award(
                award.id, award.display_name, award.date_start, award.date_end
            )
            self.award_of[fold(award.reference)] = found
        self.lines = self._of_award("asm.budget.line", "code")
        self.subawards = self._of_award("asm.subaward", "reference")
        self.obligations = self._of_award("asm.obligation", "reference")
        self.programs = {
            fold(program.code): program.id
            for program in self.env["asm.program"].search(
                [("company_id", "in", (False, company.id))]
            )
        }
        self.currencies = {
            currency.name: currency for currency in self.env["res.currency"].search([])
        }
        self.words = {name: self._words_of(name) for name in WORDS}
        self.rules = [self._rule(row) for row in mapping.account_ids]
        self.knows_accounts = any(rule.names_account for rule in self.rules)
        self.knows_cost_centers = any(rule.names_cost_center for rule in self.rules)
        self.partners, self._targets = {}, {}

    def _of_award(self, model, field):
        """Return ``{code: {award id: record id}}``."""
        found = defaultdict(dict)
        for record in self.env[model].search([("award_id", "in", list(self.awards))]):
            found[fold(record[field])][record.award_id.id] = record.id
        return found

    def _words_of(self, name):
        field = self.env["account.analytic.line"]._fields[name]
        words = {word: key for key, all_ in WORDS[name].items() for word in all_}
        for lang, _label in self.env["res.lang"].get_installed():
            env = self.env["account.analytic.line"].with_context(lang=lang).env
            words |= {
                fold(label): key for key, label in field._description_selection(env)
            }
        return words

    def _rule(self, row):
        codes = tuple(fold(row[key]) if row[key] else None for key in KEYS)
        given = [code for code in codes if code is not None]
        exact = [code for code in given if not code.endswith("*")]
        said = {
            name: row[name].id if name.endswith("_id") else row[name]
            for name in SAID
            if row[name]
        }
        return Rule(
            codes,
            (len(given), len(exact), sum(map(len, given))),
            said,
            row.is_ignored,
            bool(row.account),
            bool(row.cost_center),
        )

    # -- what a row's codes mean --

    def target(self, account, cost_center, award):
        """Return what the account rows say of a line, None when they ignore it.

        :raises Bad: ``account``, ``cost_center`` (no row for it), ``undecided``,
            ``contradiction`` (rows of equal weight say two things)
        """
        key = account, cost_center, award
        if key not in self._targets:
            try:
                self._targets[key] = self._find_target(*key)
            except Bad as bad:
                self._targets[key] = bad
        found = self._targets[key]
        if isinstance(found, Bad):
            raise found
        return found

    def _find_target(self, account, cost_center, award):
        codes = tuple(map(fold, (account, cost_center, award)))
        fitting = [rule for rule in self.rules if rule.fits(codes)]
        self._check_known(account, cost_center, fitting)
        decided = self._weightiest(fitting)
        if fitting and not decided:
            role = "account" if account else "cost_center" if cost_center else "award"
            raise Bad(role, "undecided", account or cost_center or award)
        weight = max((rule.rank[0] for rule in decided), default=0)
        if any(rule.is_ignored and rule.rank[0] == weight for rule in decided):
            return None
        return {
            name: value
            for name in SAID
            if (value := self._said(name, decided, codes)) is not None
        }

    def _weightiest(self, fitting):
        """Return of rules that name the same kinds of codes those that name most.

        An account in full weighs more than the beginning of accounts.
        """
        best = {}
        for rule in fitting:
            if rule.said or rule.is_ignored:
                kinds = tuple(code is not None for code in rule.codes)
                if kinds not in best or rule.rank > best[kinds].rank:
                    best[kinds] = rule
        return list(best.values())

    def _said(self, name, decided, codes):
        saying = [rule for rule in decided if name in rule.said]
        weight = max((rule.rank[0] for rule in saying), default=0)
        values = {rule.said[name] for rule in saying if rule.rank[0] == weight}
        if len(values) > 1:
            raise Bad("account", "contradiction", " / ".join(filter(None, codes)))
        return next(iter(values), None)

    def _check_known(self, account, cost_center, fitting):
        if (
            account
            and self.knows_accounts
            and not any(rule.names_account for rule in fitting)
        ):
            raise Bad("account", "account", account)
        if (
            cost_center
            and self.knows_cost_centers
            and not any(rule.names_cost_center for rule in fitting)
        ):
            raise Bad("cost_center", "cost_center", cost_center)

    def award(self, code, target):
        """Return the :class:`Award` that a row is charged to.

        :raises Bad: ``award`` (unknown), ``no_award``, ``other_award``
        """
        named = self.award_of.get(fold(code)) if code else None
        award_id = target.get("award_id")
        if award_id and named and named.id != award_id:
            other = self.awards.get(award_id)
            raise Bad("award", "other_award", code, other=other.name if other else "")
        award = named or self.awards.get(award_id)
        if award:
            return award
        if code:
            raise Bad("award", "award", code)
        raise Bad("account", "no_award")

    def of_award(self, role, code, award):
        """Return the id of a budget line, sub-award or obligation of an award.

        :raises Bad: ``foreign`` (it is another award's), or the role when unknown
        """
        records = {
            "budget_line": self.lines,
            "subaward": self.subawards,
            "obligation": self.obligations,
        }[role]
        owners = records.get(fold(code), {})
        if award.id in owners:
            return owners[award.id]
        if owners:
            names = ", ".join(sorted(self.awards[owner].name for owner in owners))
            raise Bad(role, "foreign", code, award=award.name, other=names)
        raise Bad(role, role, code, award=award.name)

    def fetch_partners(self, names):
        """Look partners up by name or reference, for :meth:`partner`."""
        names = [name for name in names if name and name not in self.partners]
        if not names:
            return
        found = defaultdict(set)
        partners = self.env["res.partner"].search(
            [
                ("company_id", "in", (False, self.mapping.company_id.id)),
                "|",
                ("name", "in", names),
                ("ref", "in", names),
            ]
        )
        for partner in partners:
            for name in {partner.name, partner.ref}:
                found[name].add(partner.id)
        self.partners |= {name: sorted(found[name]) for name in names}
