{
    "name": "ASM Programmes",
    "version": "1.0",
    "category": "Mines to Markets",
    "summary": "Programmes, results, indicators, awards and donor reports",
    "author": "Mines to Markets contributors",
    "license": "AGPL-3",
    "depends": [
        "mines_to_markets",
        "project",
        "report_xlsx",
    ],
    "data": [
        "security/asm_programs_groups.xml",
        "security/ir.model.access.csv",
        "security/asm_programs_security.xml",
        "data/asm_program_stage_data.xml",
        "data/asm_indicator_data.xml",
        "report/asm_donor_report_reports.xml",
    ],
    "pre_init_hook": "pre_init_hook",
    "application": True,
}
