import { Component, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useBus, useService } from "@web/core/utils/hooks";
import { useModel } from "@web/model/model";
import { useSetupAction } from "@web/search/action_hook";
import { CogMenu } from "@web/search/cog_menu/cog_menu";
import { Layout } from "@web/search/layout";
import { SearchBar } from "@web/search/search_bar/search_bar";
import { useSearchBarToggler } from "@web/search/search_bar/search_bar_toggler";
import { ActionHelper } from "@web/views/action_helper";
import { standardViewProps } from "@web/views/standard_view_props";

export class MapController extends Component {
    static template = "mines_to_markets.MapView";
    static components = { ActionHelper, CogMenu, Layout, SearchBar };
    static props = { ...standardViewProps, Model: Function, Renderer: Function };

    setup() {
        this.action = useService("action");
        this.model = useModel(this.props.Model, { resModel: this.props.resModel });
        useBus(this.model.bus, "update", () => this.render(true));
        useSetupAction({ rootRef: useRef("root") });
        this.searchBarToggler = useSearchBarToggler();
    }

    openSite(siteId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "mtm.site",
            res_id: siteId,
            views: [[false, "form"]],
        });
    }

    openEngagements(country) {
        return this.openList("mtm.engagement", country.name, [
            ...this.model.data.engagements,
            ["country_ids", "in", [country.id]],
        ]);
    }

    openUnplaced() {
        const { domain } = this.model.data.unplaced;
        return this.openList("mtm.site", _t("Sites without a position"), domain);
    }

    openList(model, name, domain) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain,
        });
    }
}
