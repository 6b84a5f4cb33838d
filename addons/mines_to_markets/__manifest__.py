{
    "name": "Mines to Markets",
    "version": "1.0",
    "category": "Mines to Markets",
    "summary": "Stakeholders, services, engagements and deliveries of programmes on "
    "artisanal and small-scale mining",
    "author": "Mines to Markets contributors",
    "license": "AGPL-3",
    "depends": [
        "agreement",
        "calendar",
        "contacts",
        "crm",
        "portal",
        "uom",
    ],
    "data": [
        "security/mines_to_markets_groups.xml",
        "security/ir.model.access.csv",
        "security/mines_to_markets_security.xml",
        "data/ir_sequence_data.xml",
        "data/mtm_engagement_stage_data.xml",
        "data/uom_uom_data.xml",
        "data/mtm_stakeholder_type_data.xml",
        "data/mtm.sdg.csv",
        "data/mtm_theme_data.xml",
        "data/mtm_mineral_data.xml",
        "data/mtm_mineral_alias_data.xml",
        "data/mtm_service_data.xml",
        "data/mtm_dimension_data.xml",
        "data/mtm_dimension_value_data.xml",
    ],
    "demo": [],
    "assets": {
        "web.assets_backend": [
            "mines_to_markets/static/src/views/**/*",
        ],
        "web.assets_unit_tests": [
            "mines_to_markets/static/tests/**/*.test.js",
        ],
    },
    "application": True,
}
