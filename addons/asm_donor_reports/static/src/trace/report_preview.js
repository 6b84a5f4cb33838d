import { Component } from "@odoo/owl";
import { PartsDialog } from "@asm_money/money/parts_dialog";
import { openRecords } from "@asm_money/money/money";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A report as it will be sent; each figure leads to what it rests on. */
export class ReportPreview extends Component {
    static template = "asm_donor_reports.ReportPreview";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.orm = useService("orm");
    }

    get html() {
        return this.props.record.data[this.props.name] || "";
    }

    async trace({ target }) {
        const cell = target.closest("[data-key]");
        if (!cell || !cell.textContent.trim()) {
            return;
        }
        const key = JSON.parse(cell.dataset.key);
        const { resModel, resId } = this.props.record;
        const found = await this.orm.call(resModel, "action_trace", [[resId], key]);
        if (found.parts.length === 1) {
            return openRecords(this.action, found.parts[0]);
        }
        this.dialog.add(PartsDialog, {
            title: cell.textContent.trim(),
            parts: found.parts,
            currencyId: found.currency_id,
        });
    }
}

export const reportPreview = {
    component: ReportPreview,
    supportedTypes: ["html"],
};

registry.category("fields").add("asm_report_preview", reportPreview);
