import base64
import csv
import io

from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

OFFICER = "mines_to_markets.group_mtm_user"
COLUMNS = (
    "vid",
    "pcode",
    "name",
    "visit_date",
    "visit_onsite",
    "longitude",
    "latitude",
    "province",
    "territoire",
    "collectivite",
    "groupement",
    "village",
    "workers_numb",
    "mineral1",
    "mineral2",
    "mineral3",
)
VISIT = {
    "pcode": "t1",
    "name": "Test hill",
    "visit_date": "2017-06-01",
    "visit_onsite": "1",
    "longitude": "28.5",
    "latitude": "-2.25",
    "province": "Nord-Kivu",
    "territoire": "Walikale",
    "workers_numb": "30",
    "mineral1": "Or",
}


class ImportCommon(BaseCommon):
    """Files of visits to mine sites, and an officer who imports them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, "mtm_importer", OFFICER)
        cls.congo = cls.env.ref("base.cd")

    @classmethod
    def _file(cls, *visits, columns=COLUMNS, separator=","):
        """Return a CSV file of visits; what a visit does not say is as in VISIT."""
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, delimiter=separator, restval="")
        writer.writeheader()
        for number, visit in enumerate(visits, 1):
            row = {"vid": number, **VISIT, **visit}
            writer.writerow({name: row.get(name, "") for name in columns})
        return text.getvalue().encode()

    def _upload(self, content, filename="visits.csv", user=None, **values):
        imports = self.env["mtm.import"].with_user(user or self.officer)
        return imports.create(
            {
                "kind": "ipis",
                "file": base64.b64encode(content),
                "filename": filename,
                **values,
            }
        )

    def _import(self, *visits, **values):
        item = self._upload(self._file(*visits), **values)
        item.action_import()
        return item

    def _site(self, code):
        return self.env["mtm.site"].search([("code", "=", code)])

    def assertCounts(self, item, add=0, change=0, clear=0, error=0):
        self.assertEqual(
            (item.add_count, item.change_count, item.clear_count, item.error_count),
            (add, change, clear, error),
            item.line_ids.mapped("message"),
        )

    def _problems(self, item):
        """Return ``[(row, column)]`` of what is wrong with a file."""
        return [(line.row, line.column or "") for line in item.error_line_ids]
