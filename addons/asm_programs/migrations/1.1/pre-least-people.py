"""Companies that were there hide small numbers of people as new ones do."""


def migrate(cr, version):
    if not version:
        return
    cr.execute("ALTER TABLE res_company ADD COLUMN IF NOT EXISTS asm_least_people int4")
    cr.execute(
        "UPDATE res_company SET asm_least_people = 5 WHERE asm_least_people IS NULL"
    )
