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
    ],
    "demo": [],
    "application": True,
}
