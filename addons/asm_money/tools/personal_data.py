"""What ledgers hold about people; see that of mines_to_markets."""

ACTORS = {
    "asm.award.closing": (
        "closed_by",
        "reopened_by",
    ),
    "asm.award.period": ("closed_by",),
    "asm.budget.change": ("changed_by",),
}
ORGANISATIONS = {
    "asm.obligation": ("partner_id",),
    "asm.voucher": ("partner_id",),
}
