{
    "name": "Donor Reports",
    "version": "1.0",
    "category": "Mines to Markets",
    "summary": "Reports in each donor's own layout, kept as they were sent",
    "author": "Mines to Markets contributors",
    "license": "AGPL-3",
    "depends": ["asm_money", "report_xlsx"],
    "auto_install": True,
}
