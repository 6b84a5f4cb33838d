"""``docs/roles.md``, written from the access matrix: who may do what, in words."""

import re

from access_fields import closed
from access_matrix import LIKE, OPERATIONS, matrix
from access_roles import GROUPS as OF_ROLES
from access_routes import declared
from public_methods import ALONE, alone

ARGUMENT = re.compile(r"<[^>]*>")
WORDS = {"create": "add", "read": "read", "write": "change", "unlink": "delete"}
# in the order of daily work: read first
ORDER = ("read", "create", "write", "unlink")
COLUMNS = {
    "employee": "Other employee",
    "officer": "Officer",
    "approver": "Approver",
    "finance": "Finance",
    "manager": "Manager",
    "admin": "Administrator",
    "privacy": "Personal data",
    "auditor": "Auditor",
    "viewer": "Partner, on the portal",
}
GROUPS = (
    "mines_to_markets.group_mtm_user",
    "mines_to_markets.group_mtm_manager",
    "mines_to_markets.group_mtm_admin",
    "asm_programs.group_asm_approver",
    "asm_programs.group_asm_finance",
    "asm_programs.group_asm_freezer",
    "mines_to_markets.group_mtm_sensitive",
    "mines_to_markets.group_mtm_privacy",
    "mines_to_markets.group_mtm_auditor",
)
# what the roles that are like another are called
LIKE_NAMES = {
    "auditor": "Auditor",
    "privacy": "Personal data",
    "sensitive": "Findings of vettings",
    "freezer": "Freezes and sends",
    "here": "Officer restricted to a country, for what is in it",
    "inside": "Officer restricted to a programme, for what is in it",
    "outside": "Officer restricted to a programme, for what is in others",
    "funder": "Person at a funder",
    "subgrantee": "Person at a sub-grantee",
    "government": "Person at an office of government",
    "elsewhere": "Officer restricted to a country, for what is in others",
    "stranger": "Partner, for what is another's",
}
NAMES = COLUMNS | LIKE_NAMES
# the first that fits; a model is in one area by its beginning
AREAS = {
    "Donor reports and their layouts": ("asm.donor.", "asm.award.value"),
    "Awards and money": (
        "asm.award",
        "asm.budget",
        "asm.tranche",
        "asm.subaward",
        "asm.obligation",
        "asm.exchange",
        "asm.indirect",
        "asm.ledger.mapping",
        "asm.voucher",
        "asm.financial",
        "account.",
    ),
    "Targets, baselines and their history": (
        "asm.baseline",
        "asm.target",
        "asm.ledger",
        "asm.overlap",
        "asm.milestone",
    ),
    "Numbers that partners report": (
        "asm.submission",
        "asm.actual",
        "asm.narrative",
        "asm.report",
        "asm.local",
        "asm.assignment",
        "asm.count",
        "asm.validation",
        "asm.period",
        "asm.delegation",
    ),
    "Audits, ratings, risks": (
        "asm.audit",
        "asm.recommendation",
        "asm.rating",
        "asm.risk",
        "asm.deviation",
    ),
    "Programmes and what they want to reach": ("asm.", "project."),
    "Engagements and services": (
        "mtm.engagement",
        "mtm.commitment",
        "mtm.service",
        "mtm.dispute",
        "mtm.finding",
        "mtm.evidence",
        "mtm.event",
        "mtm.interaction",
        "mtm.agreement",
        "mtm.data",
        "agreement",
        "calendar.",
        "crm.",
        "event.",
        "mail.",
    ),
    "Stakeholders": (
        "mtm.vetting",
        "mtm.letter",
        "mtm.licence",
        "mtm.stakeholder.score",
        "mtm.membership",
        "mtm.formalization",
        "mtm.focal",
        "mtm.availability",
        "mtm.expert",
        "mtm.site",
        "res.partner",
    ),
    "Access, imports and what is kept of them": (
        "mtm.staff",
        "mtm.partner",
        "mtm.login",
        "mtm.released",
        "mtm.digest",
        "mtm.import",
        "mtm.job",
        "mtm.log",
        "mtm.retention",
        "mtm.privacy",
        "mtm.erasure",
        "mtm.personal",
    ),
    "Lists that the others choose from": ("mtm.",),
}
SPECIAL = """
## What holds besides

- **Nobody approves their own.** A number, target, baseline, overlap or deviation is
  approved by somebody other than who typed, imported, submitted or proposed it, also
  when that person is an approver or administrator, and when it was done on behalf of
  another. What is approved is locked; opening it again needs a reason and is kept.
- **Freezing and sending donor reports** is a duty of its own: who draws a report need
  not be who freezes it. A report is frozen only by somebody who may read all that it is
  made of.
- **Findings of vettings** are read by those with that duty alone; everybody else sees
  that there is a check and whether it stands in the way.
- **Restricted staff** have the rights of their role within their countries and
  programmes. A record of several countries is seen by whoever has one of them; one
  without a country by whoever is not restricted by country; country and programme must
  both allow. What is hidden cannot be found by searching, counting, sorting or
  exporting either, and neither are its messages, followers, activities and files.
- **Partners on the portal** see the records of their own organisation, and of each of
  them a list of fields; what staff say to each other is not among them. What they fill
  in goes through the pages of the portal, by their role there: a viewer reads, an
  editor fills in, the officer of the organisation also sends and invites colleagues.
  Another organisation sees nothing of it.
- **Funders, sub-grantees and governments** see what was released to them on pages of
  their own, and read no record at all.
- **Exports** of lists are for managers and administrators. What is exported is what the
  reader may read.
- **E-mails** become records through the system's own mail gateway alone.
- **Dialogs** that only prepare one of these things are left out of the tables.
"""


def page(env):
    """Return the text of the page."""
    parts = (_heading(), _roles(env), _alike(env), _tables(env))
    return "\n".join([*(line for part in parts for line in part), SPECIAL.strip(), ""])


def _heading():
    return [
        "# Who may do what",
        "",
        "Written from the access matrix that the tests prove, by every way in: pages,",
        "search, export, reports, files, messages, calls from outside. After a change:",
        "`M2M_WRITE_ROLES=1 ./m2m test tests/test_roles_page.py`.",
        "",
        "## The roles",
        "",
        "Officer, Manager and Administrator are a ladder: each may what the one before",
        "may. The others are duties, given apart from it (**Settings / Users**);",
        "an administrator has none of them before somebody gives it, and who gave what",
        "to whom is in the log, where it is the administrator's own hand as well.",
        "",
    ]


def _roles(env):
    lines = ["| role | kind | what for |", "|---|---|---|"]
    for xmlid in GROUPS:
        group = env.ref(xmlid)
        privilege = group.privilege_id.name
        lines.append(f"| {group.name} | {privilege} | {group.comment} |")
    return [*lines, ""]


def _alike(env):
    """Say of each role that is like another in what it differs."""
    head = "| role | may what | but |", "|---|---|---|"
    elsewhere = _differences(env, "elsewhere", lambda model: "-")
    rows = [("elsewhere", "Nobody", elsewhere)]
    for role, (like, _models) in LIKE.items():
        differs = _differences(
            env, role, lambda model, like=like: matrix()[model][like]
        )
        parts = (
            differs,
            _methods(env, role, like),
            OF_ROLES[role] != OF_ROLES[like] and _fields(env, role),
            _pages(role),
        )
        rows.append((role, NAMES[like], "; ".join(filter(None, parts))))
    lines = [f"| {NAMES[role]} | {like} | {but or '–'} |" for role, like, but in rows]
    return ["### Like another role", "", *head, *lines, ""]


def _differences(env, role, other):
    """Return the models of which a role may something else than another, in words."""
    rows = matrix()
    by_words = {}
    for model, roles in rows.items():
        letters = roles[role].replace("-", "")
        if not env[model].is_transient() and letters != other(model).replace("-", ""):
            words = in_words(letters) or "nothing"
            by_words.setdefault(words, []).append(env[model]._description)
    return "; ".join(
        f"**{words}**: {', '.join(sorted(models))}"
        for words, models in sorted(by_words.items())
    )


def _methods(env, role, like):
    """Return what a role may do by a button that the other may not."""
    found = [
        (model, name.removeprefix("action_"))
        for model, name in (key.rsplit(".", 1) for key in ALONE)
        if (may := alone(f"{model}.{name}")) and role in may and like not in may
    ]
    return "; ".join(f"**{name}**: {env[model]._description}" for model, name in found)


def _fields(env, role):
    """Return the fields that are for the group of a role alone."""
    own = [
        f"{env[model]._fields[name].string} of {env[model]._description}"
        for (model, name), group in closed().items()
        if group == OF_ROLES[role] and role not in COLUMNS
    ]
    return own and f"**read**: {', '.join(own)}"


def _pages(role):
    """Return the pages where a portal user of this role alone finds something."""
    own = {
        ARGUMENT.sub("…", route)
        for (route, method), (_auth, _mode, roles) in declared().items()
        if roles == {role} and method == "GET" and "page" not in route
    }
    return own and f"**sees**: {', '.join(f'`{route}`' for route in sorted(own))}"


def _tables(env):
    by_area = {area: [] for area in AREAS}
    for model in matrix():
        if model in env and not env[model].is_transient():
            by_area[area_of(model)].append(model)
    lines = ["## By area", ""]
    for area, models in by_area.items():
        rows = [_row(env, model) for model in models if any(_cells(model))]
        lines += [f"### {area}", "", *_head(), *sorted(rows), ""]
    kept = sorted(
        env[model]._description
        for models in by_area.values()
        for model in models
        if not any(_cells(model))
    )
    return [*lines, f"Kept by the system, and read by nobody: {', '.join(kept)}.", ""]


def area_of(model):
    """Return the area of a model.

    >>> area_of("asm.award.period"), area_of("mtm.mineral")
    ('Awards and money', 'Lists that the others choose from')
    """
    return next(area for area, starts in AREAS.items() if model.startswith(starts))


def _head():
    return [
        f"| | {' | '.join(COLUMNS.values())} |",
        f"|---{'|---' * len(COLUMNS)}|",
    ]


def _cells(model):
    roles = matrix()[model]
    return [in_words(roles[role]) for role in COLUMNS]


def _row(env, model):
    cells = (cell or "–" for cell in _cells(model))
    return f"| {env[model]._description} | {' | '.join(cells)} |"


def in_words(letters):
    """Return operations as words.

    >>> in_words("crw"), in_words("")
    ('read, add, change', '')
    """
    allowed = {OPERATIONS[letter] for letter in letters}
    return ", ".join(WORDS[each] for each in ORDER if each in allowed)
