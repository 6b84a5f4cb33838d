"""The web client with every addon that a database of ours has."""

from m2m import database

from odoo.tests import HttpCase, tagged

# Opens every menu, every kind of view behind it and, where there is one, a record.
# Errors that the page logs, and error dialogs, fail the test.
OPEN_MENUS = """
(async () => {
    const { action, menu, orm } = odoo.__WOWL_DEBUG__.root.env.services;
    const failures = [];
    const settled = () => new Promise((resolve) => setTimeout(resolve, 100));
    const late = () =>
        new Promise((_, reject) => {
            setTimeout(() => reject(new Error("nothing shown in 20 s")), 20000);
        });
    const look = async (where) => {
        await settled();
        const dialog = document.querySelector(".o_error_dialog");
        if (dialog) {
            failures.push(`${where}: ${dialog.innerText.slice(0, 500)}`);
            dialog.querySelector(".btn-close, .btn-primary").click();
        } else if (!document.querySelector(".o_action_manager .o_action")) {
            failures.push(`${where}: the page is blank`);
        }
    };
    const attempt = async (where, step) => {
        try {
            await Promise.race([step(), late()]);
        } catch (error) {
            const message = error.data?.message || error.message || error;
            failures.push(`${where}: ${message}`);
        }
        await look(where);
    };
    for (const [id, name] of %s) {
        if (!menu.getMenu(id)) {
            failures.push(`${name}: not among the menus`);
            continue;
        }
        await attempt(name, () => menu.selectMenu(id));
        document.querySelectorAll(".modal .btn-close").forEach((b) => b.click());
        const { action: opened, config } = action.currentController || {};
        const isPage = opened?.type === "ir.actions.act_window";
        if (!isPage || opened.target === "new") {
            continue;
        }
        for (const { type } of config.viewSwitcherEntries || []) {
            await attempt(`${name}, ${type}`, () => action.switchView(type));
        }
        if (opened.views.some(([, type]) => type === "form")) {
            const [resId] = await orm.search(opened.res_model, [], { limit: 1 });
            if (resId) {
                const open = () => action.switchView("form", { resId });
                await attempt(`${name}, form`, open);
            }
        }
    }
    if (failures.length) {
        console.error(failures.join("\\n"));
    } else {
        console.log("test successful");
    }
})();
"""


@tagged("post_install", "-at_install")
class TestWebClient(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ours = database.ours()
        admin = cls.env.ref("base.user_admin")
        admin.group_ids += cls._records("res.groups").filtered(
            lambda group: cls.env.ref("base.group_portal") not in group.all_implied_ids
        )

    @classmethod
    def _records(cls, model):
        """Records of a model that our addons bring."""
        data = cls.env["ir.model.data"].search(
            [("module", "in", cls.ours), ("model", "=", model)]
        )
        return cls.env[model].browse(data.mapped("res_id")).exists()

    def test_every_adopted_addon_is_installed(self):
        installed = self.env["ir.module.module"].search([("state", "=", "installed")])
        missing = {*database.adopted(), *self.ours} - set(installed.mapped("name"))
        self.assertFalse(missing)

    def test_opens_every_menu(self):
        menus = self._records("ir.ui.menu").filtered("action")
        self.assertGreaterEqual(len(menus), 30, "menus of our addons have gone")
        pairs = [[menu.id, menu.complete_name] for menu in menus]
        self.browser_js(
            "/odoo",
            OPEN_MENUS % pairs,
            "odoo.isReady === true",
            login="admin",
            timeout=600,
        )
