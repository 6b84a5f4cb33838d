import { Component, onWillStart, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { useNestedSortable } from "@web/core/utils/nested_sortable";
import { KeepLast } from "@web/core/utils/concurrency";
import { useSetupAction } from "@web/search/action_hook";
import { CogMenu } from "@web/search/cog_menu/cog_menu";
import { Layout } from "@web/search/layout";
import { SearchBar } from "@web/search/search_bar/search_bar";
import { useSearchBarToggler } from "@web/search/search_bar/search_bar_toggler";
import { ActionHelper } from "@web/views/action_helper";
import { standardViewProps } from "@web/views/standard_view_props";

import { FrameworkNode } from "./framework_node";

const RANK = { impact: 0, outcome: 1, output: 2 };
const NODE = ".o_asm_framework_node";

/**
 * Say whether a result may be dropped where the placeholder is: not under one of a
 * lower level. The server refuses it as well.
 */
function mayStandThere({ element, placeHolder }) {
    const above = placeHolder.parentElement.closest(NODE);
    return !above || RANK[above.dataset.level] <= RANK[element.dataset.level];
}

export class FrameworkController extends Component {
    static template = "asm_programs.FrameworkView";
    static components = { ActionHelper, CogMenu, FrameworkNode, Layout, SearchBar };
    static props = { ...standardViewProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.state = useState({ programs: [], mayWrite: false });
        this.keepLast = new KeepLast();
        this.searchBarToggler = useSearchBarToggler();
        useSetupAction({ rootRef: this.root });
        onWillStart(async () => {
            const [mayWrite] = await Promise.all([
                user.checkAccessRight(this.props.resModel, "write"),
                this.load(this.props.domain),
            ]);
            this.state.mayWrite = mayWrite;
        });
        onWillUpdateProps((next) => this.load(next.domain));
        useNestedSortable({
            ref: this.root,
            enable: () => this.state.mayWrite && !this.env.isSmall,
            groups: ".o_asm_framework_program",
            elements: NODE,
            handle: ".o_asm_framework_handle",
            listTagName: "ul",
            nest: true,
            nestInterval: 20,
            isAllowed: mayStandThere,
            onDrop: (params) => this.move(params),
        });
    }

    async load(domain) {
        this.state.programs = await this.keepLast.add(
            this.orm.call(this.props.resModel, "read_framework", [domain])
        );
    }

    get isEmpty() {
        return !this.state.programs.length;
    }

    async move({ element, parent, next }) {
        const idOf = (node) => (node ? Number(node.dataset.id) : null);
        try {
            await this.orm.call(this.props.resModel, "move_to", [
                [idOf(element)],
                idOf(parent),
                idOf(next),
            ]);
        } finally {
            await this.load(this.props.domain);
        }
    }

    open(resModel, resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    /** Begin a result below another one, or an indicator of it. */
    add(resModel, context) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: resModel,
                views: [[false, "form"]],
                target: "new",
                context,
            },
            { onClose: () => this.load(this.props.domain) }
        );
    }

    create() {
        return this.add("asm.result", {
            ...this.props.context,
            default_level: "impact",
        });
    }
}
