{
    "name": "Awards and Money with Accounting",
    "version": "1.0",
    "category": "Mines to Markets",
    "summary": "Posted entries arrive in the ledger of the awards by themselves",
    "author": "Mines to Markets contributors",
    "license": "AGPL-3",
    "depends": ["account", "asm_money"],
    "data": [
        "data/account_analytic_line_data.xml",
        "views/account_account_views.xml",
        "views/account_analytic_line_views.xml",
    ],
    "auto_install": True,
}
