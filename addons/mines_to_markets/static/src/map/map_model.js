import { KeepLast } from "@web/core/utils/concurrency";
import { Model } from "@web/model/model";

/** What one call brings: sites as rows, countries with what is in them. */
export class MapModel extends Model {
    setup({ resModel }) {
        this.resModel = resModel;
        this.keepLast = new KeepLast();
        this.data = { sites: [], countries: [], unplaced: { count: 0 } };
    }

    async load({ domain }) {
        this.data = await this.keepLast.add(
            this.orm.call("mtm.map", "read_map", [this.resModel, domain])
        );
        this.notify();
    }

    hasData() {
        return Boolean(this.data.sites.length || this.data.countries.length);
    }
}
