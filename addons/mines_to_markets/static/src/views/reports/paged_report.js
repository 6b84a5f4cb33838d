import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { getReportUrl } from "@web/webclient/actions/reports/utils";

/**
 * Reports that WeasyPrint makes come as PDF whether or not wkhtmltopdf, which Odoo
 * asks for first, is installed.
 */
async function downloadPagedReport(action, options, env) {
    if (!action.is_paged || action.report_type !== "qweb-pdf") {
        return false;
    }
    env.services.ui.block();
    try {
        const context = { ...user.context, ...action.context };
        const data = [getReportUrl(action, "pdf"), action.report_type];
        await download({
            url: "/report/download",
            data: { data: JSON.stringify(data), context: JSON.stringify(context) },
        });
    } finally {
        env.services.ui.unblock();
    }
    return true;
}

registry.category("ir.actions.report handlers").add("mtm_paged", downloadPagedReport);
