"""What the columns of ledger files are called, in English and in French.

The first file of a bookkeeping program proposes a mapping: which column is what, the
decimal sign, the order of day and month. Somebody who knows the ledger corrects it.
"""

import re
from typing import NamedTuple

from odoo.addons.mines_to_markets.tools.cells import fold

from .ledger_cells import BadCell, can_be_order, read_amount

# what a column can be, in the order in which a form shows it
TITLES = {
    "reference": (
        "reference",
        "line reference",
        "ledger reference",
        "transaction id",
        "transaction no",
        "transaction number",
        "entry no",
        "entry number",
        "entry id",
        "journal entry",
        "journal no",
        "line id",
        "line no",
        "ref",
        "reference ecriture",
        "no ecriture",
        "numero ecriture",
        "numero d'ecriture",
        "n ecriture",
        "id ecriture",
        "ecriturenum",
    ),
    "date": (
        "date",
        "transaction date",
        "invoice date",
        "document date",
        "date of transaction",
        "value date",
        "date transaction",
        "date de transaction",
        "date d'operation",
        "date operation",
        "date de la piece",
        "date piece",
        "date facture",
        "piecedate",
    ),
    "date_posted": (
        "posted",
        "posted on",
        "posting date",
        "date posted",
        "entry date",
        "gl date",
        "accounting date",
        "date de comptabilisation",
        "date comptabilisation",
        "date comptable",
        "comptabilise le",
        "date d'ecriture",
        "date ecriture",
        "ecrituredate",
    ),
    "date_paid": (
        "paid",
        "paid on",
        "payment date",
        "date paid",
        "date of payment",
        "date de paiement",
        "date paiement",
        "paye le",
        "date de reglement",
        "date reglement",
        "regle le",
    ),
    "name": (
        "description",
        "narration",
        "narrative",
        "memo",
        "text",
        "details",
        "particulars",
        "libelle",
        "libelle ecriture",
        "intitule",
        "designation",
        "ecriturelib",
    ),
    "account": (
        "account",
        "account code",
        "account no",
        "account number",
        "gl account",
        "ledger account",
        "nominal code",
        "natural account",
        "compte",
        "numero de compte",
        "no compte",
        "compte general",
        "code compte",
        "comptenum",
    ),
    "cost_center": (
        "cost center",
        "cost centre",
        "department",
        "project",
        "project code",
        "centre de cout",
        "centre de couts",
        "projet",
        "code projet",
        "code analytique",
        "section analytique",
        "analytique",
    ),
    "award": (
        "award",
        "award code",
        "grant",
        "grant code",
        "donor code",
        "donor",
        "fund",
        "fund code",
        "subvention",
        "code subvention",
        "bailleur",
        "code bailleur",
        "contrat",
        "financement",
    ),
    "budget_line": (
        "budget line",
        "budget code",
        "budget line code",
        "bl code",
        "ligne budgetaire",
        "ligne de budget",
        "code budgetaire",
    ),
    "program": ("programme", "program", "program code", "programme code"),
    "partner": (
        "partner",
        "supplier",
        "vendor",
        "payee",
        "third party",
        "fournisseur",
        "tiers",
        "beneficiaire",
    ),
    "amount": (
        "amount",
        "transaction amount",
        "net amount",
        "amount in transaction currency",
        "original amount",
        "montant",
        "montant devise",
        "montant en devise",
        "solde",
    ),
    "debit": ("debit", "debit amount", "dr", "montant debit"),
    "credit": ("credit", "credit amount", "cr", "montant credit"),
    "currency": (
        "currency",
        "currency code",
        "transaction currency",
        "cur",
        "ccy",
        "devise",
        "monnaie",
        "code devise",
        "idevise",
    ),
    "funding": ("funding", "paid by", "source of funds", "source de financement"),
    "nature": ("nature", "kind of cost", "cost type", "nature du cout"),
    "subaward": (
        "sub award",
        "subaward",
        "subgrant",
        "sub grant",
        "sous subvention",
        "sous contrat",
    ),
    "obligation": (
        "obligation",
        "purchase order",
        "po",
        "po number",
        "order",
        "commitment",
        "engagement",
        "bon de commande",
        "commande",
    ),
    "invoice": (
        "invoice",
        "invoice no",
        "invoice number",
        "document no",
        "voucher",
        "voucher no",
        "facture",
        "numero de facture",
        "no facture",
        "piece",
        "no piece",
        "pieceref",
    ),
}
ROLES = tuple(TITLES)
ROLE_OF = {fold(title): role for role, titles in TITLES.items() for title in titles}
TOTALS = frozenset(
    map(
        fold,
        (
            "total",
            "totals",
            "grand total",
            "control total",
            "sum",
            "totaux",
            "total général",
            "total de contrôle",
            "somme",
        ),
    )
)
HEADER_WITHIN = 30


class Guess(NamedTuple):
    """What a file's own rows say about how it is to be read."""

    header_row: int
    columns: dict
    date_order: str
    decimal: str


def key_of(title):
    """Return a title without what programs put around it.

    >>> key_of("Date d’opération"), key_of("Amount (USD)"), key_of("N° écriture:")
    ("date d'operation", 'amount', 'n ecriture')
    """
    plain = fold(str(title or "").replace("\u2019", "'").replace("_", " "))
    plain = re.sub(r"\(.*?\)|[°º.:#*/]", " ", plain)
    return " ".join(plain.split())


def roles_of(header):
    """Return ``{role: title}`` of the titles that are known; the first of each role.

    >>> roles_of(["Date", "Libellé", "Montant", "Other", "Amount"])
    {'date': 'Date', 'name': 'Libellé', 'amount': 'Montant'}
    """
    found = {}
    for title in header:
        role = ROLE_OF.get(key_of(title))
        if role:
            found.setdefault(role, str(title).strip())
    return found


def guess(records):
    """Propose how a file is read, from its first records.

    >>> found = guess([["Ledger of 2025"], [],
    ...     ["Ref", "Date", "Compte", "Débit", "Crédit"],
    ...     ["1", "13/01/2025", "601", "1.234,5", ""]])
    >>> found.header_row, found.date_order, found.decimal
    (3, 'dmy', ',')
    >>> list(found.columns)
    ['reference', 'date', 'account', 'debit', 'credit']
    """
    records = list(records)
    best = max(
        range(min(HEADER_WITHIN, len(records))),
        key=lambda number: len(roles_of(records[number])),
        default=0,
    )
    header = records[best] if records else []
    columns = roles_of(header)
    if "amount" in columns and columns.keys() >= {"debit", "credit"}:
        del columns["amount"]
    rows = [
        dict(zip((str(title).strip() for title in header), row, strict=False))
        for row in records[best + 1 :]
    ]
    days, amounts = (
        [
            cell
            for row in rows
            for role in roles
            if isinstance(cell := row.get(columns.get(role)), str) and cell.strip()
        ]
        for roles in (("date", "date_posted"), ("amount", "debit", "credit"))
    )
    return Guess(best + 1, columns, _guess_order(days), _guess_decimal(amounts))


def _guess_order(days):
    """Return the order that some day tells and none speaks against.

    >>> _guess_order(["01/02/2025"]), _guess_order(["01/02/2025", "02/28/2025"])
    ('', 'mdy')
    """
    fitting = [order for order in ("dmy", "mdy") if can_be_order(days, order)]
    return fitting[0] if len(fitting) == 1 else ""


def _guess_decimal(amounts):
    """
    >>> _guess_decimal(["1,234", "5.5"]), _guess_decimal(["1,234"])
    ('.', '')
    """
    marks = set()
    for text in amounts:
        if "." in text or "," in text:
            try:
                read_amount(text)
            except BadCell:
                continue
            marks.add(max(".,", key=text.rfind) if _ends_in_decimals(text) else "")
    marks.discard("")
    return marks.pop() if len(marks) == 1 else ""


def _ends_in_decimals(text):
    both = "." in text and "," in text
    mark = max(".,", key=text.rfind)
    return both or text.count(mark) == 1
