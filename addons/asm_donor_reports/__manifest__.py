{
    "name": "Donor Reports",
    "version": "1.0",
    "category": "Mines to Markets",
    "summary": "Reports in each donor's own layout, kept as they were sent",
    "author": "Mines to Markets contributors",
    "license": "AGPL-3",
    "depends": ["asm_money", "report_xlsx"],
    "data": [
        "security/ir.model.access.csv",
        "security/asm_donor_reports_security.xml",
        "wizard/asm_donor_format_upload_views.xml",
        "views/asm_donor_format_cell_views.xml",
        "views/asm_donor_format_sheet_views.xml",
        "views/asm_donor_format_views.xml",
        "views/asm_donor_report_views.xml",
        "report/asm_donor_report_reports.xml",
        "views/asm_award_views.xml",
        "views/res_config_settings_views.xml",
        "views/portal_report_templates.xml",
        "views/asm_donor_report_problem_views.xml",
        "views/asm_donor_reports_menus.xml",
        "data/asm_donor_format_data.xml",
    ],
    "demo": [
        "demo/asm_award_demo.xml",
        "demo/asm_donor_report_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "asm_donor_reports/static/src/trace/**/*",
        ],
        "web.assets_tests": [
            "asm_donor_reports/static/tests/tours/**/*",
        ],
    },
    "auto_install": True,
}
