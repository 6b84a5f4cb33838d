import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";

import { Component } from "@odoo/owl";

// which register shows the records of which model
const REGISTERS = {
    "res.partner": "stakeholders",
    "mtm.engagement": "engagements",
    "mtm.service.delivery": "deliveries",
};
// a list of other partners is no register of stakeholders
const NEEDED_IN_CONTEXT = { "res.partner": "mtm_register" };

/**
 * Take a register out as a workbook.
 *
 * @param {string} kind
 * @param {Object} data ids or domain, filters in words, context
 */
async function exportRegister(kind, data) {
    await download({
        url: `/mines_to_markets/register/${kind}`,
        data: { data: JSON.stringify(data) },
    });
}

/**
 * @param {Object} searchModel
 * @returns {string} what the user filtered by, in words
 */
function describeFilters(searchModel) {
    return searchModel.facets
        .filter((facet) => facet.type !== "groupBy")
        .map(({ title, values }) => (title ? `${title}: ` : "") + values.join(" | "))
        .join("; ");
}

function registerOf({ searchModel }) {
    const needed = NEEDED_IN_CONTEXT[searchModel?.resModel];
    if (needed && !searchModel.context[needed]) {
        return undefined;
    }
    return REGISTERS[searchModel?.resModel];
}

function isRegister(env) {
    return ["list", "kanban"].includes(env.config.viewType) && Boolean(registerOf(env));
}

export class ExportRegister extends Component {
    static template = "mines_to_markets.ExportRegister";
    static components = { DropdownItem };
    static props = {};

    async onSelected() {
        const { searchModel } = this.env;
        await exportRegister(registerOf(this.env), {
            domain: searchModel.domain,
            filters: describeFilters(searchModel),
            context: searchModel.context,
        });
    }
}

export class ImportRegister extends Component {
    static template = "mines_to_markets.ImportRegister";
    static components = { DropdownItem };
    static props = {};

    setup() {
        this.action = useService("action");
    }

    onSelected() {
        this.action.doAction("mines_to_markets.mtm_import_action", {
            viewType: "form",
            additionalContext: { default_kind: registerOf(this.env) },
        });
    }
}

const cogMenu = registry.category("cogMenu");
cogMenu.add(
    "mtm-export-register",
    {
        Component: ExportRegister,
        groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
        isDisplayed: async (env) =>
            isRegister(env) && (await user.hasGroup("base.group_allow_export")),
    },
    { sequence: 11 }
);
cogMenu.add(
    "mtm-import-register",
    {
        Component: ImportRegister,
        groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
        isDisplayed: async (env) =>
            isRegister(env) && (await user.hasGroup("mines_to_markets.group_mtm_user")),
    },
    { sequence: 12 }
);

// of what is selected in a list: by a server action in its Actions menu
registry
    .category("actions")
    .add("mtm_export_register", async (env, { params }) =>
        exportRegister(params.kind, { ids: params.ids, context: user.context })
    );
