from odoo.tests import HttpCase, tagged

from .test_framework import FrameworkCommon


@tagged("post_install", "-at_install")
class TestFrameworkTour(HttpCase, FrameworkCommon):
    """An M&E manager brings a framework in, puts it in order, changes a version."""

    def test_journey(self):
        definition = self._definition("FRAME-1")
        program = self._program("FRAME", manager_id=self.manager.id)
        url = f"/odoo/programmes/{program.id}"
        self.start_tour(url, "asm_framework_import", login="asm_manager")
        line = program.program_indicator_ids
        self.assertEqual(line.indicator_id, definition)
        self.assertEqual(line.result_id.code, "A.1.1")
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "Framework",
                "res_model": "asm.result",
                "view_mode": "hierarchy,form",
                "domain": f"[('program_id', '=', {program.id})]",
            }
        )
        self.start_tour(
            f"/odoo/action-{action.id}", "asm_framework_drag", login="asm_manager"
        )
        outputs = program.result_ids.filtered(lambda result: result.level == "output")
        self.env.invalidate_all()
        self.assertEqual(outputs.sorted("sequence").mapped("code"), ["A.1.2", "A.1.1"])
        newer = definition._make_version("Half days", "The donor asked", True)
        self.start_tour(
            f"/odoo/indicators/{line.id}", "asm_framework_upgrade", login="asm_manager"
        )
        self.assertEqual(line.next_line_ids.indicator_id, newer)
