{
    "name": "Awards and Money",
    "version": "1.0",
    "category": "Mines to Markets",
    "summary": "What each donor gave, what was spent on what, what is left",
    "author": "Mines to Markets contributors",
    "license": "AGPL-3",
    "depends": ["analytic", "asm_programs"],
    "data": [
        "security/ir.model.access.csv",
        "security/asm_money_security.xml",
        "data/account_analytic_plan_data.xml",
    ],
    "post_init_hook": "post_init_hook",
    "auto_install": True,
}
