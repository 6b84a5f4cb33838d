import { Component, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { show } from "./shapes";

/**
 * One indicator over the periods: its total as a line with its targets, or split as
 * stacked bars, what is not disaggregated among them. A table says the same.
 */
export class Trend extends Component {
    static template = "asm_programs.Trend";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.canvasRef = useRef("canvas");
        this.state = useState({ data: null, split: false });
        // shown on a page of a form: it is read when somebody looks at it
        useEffect(
            () => {
                this.load(this.props.record.resId);
            },
            () => [this.props.record.resId, this.state.split]
        );
        useEffect(
            () => this.draw(),
            () => [this.state.data]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    async load(lineId) {
        if (!lineId) {
            return;
        }
        const [data] = await this.keepLast.add(
            Promise.all([
                this.orm.call("asm.dashboard", "read_trend", [
                    lineId,
                    this.state.split,
                ]),
                loadBundle("web.chartjs_lib"),
            ])
        );
        this.state.data = data;
    }

    onSplit(ev) {
        this.state.split = ev.target.value || false;
    }

    show(number) {
        return show(number);
    }

    get hasNumbers() {
        return this.state.data?.series.some(({ values }) =>
            values.some((value) => value !== null)
        );
    }

    draw() {
        this.chart?.destroy();
        this.chart = undefined;
        if (!this.canvasRef.el || !this.hasNumbers) {
            return;
        }
        const { labels, series, targets, unit } = this.state.data;
        const scheme = cookie.get("color_scheme");
        const ink = getCustomColor(scheme, "#374151", "#e5e7eb");
        const isSplit = Boolean(this.state.data.split);
        const datasets = series.map(({ name, values }, index) => ({
            type: isSplit ? "bar" : "line",
            label: name,
            data: values,
            backgroundColor: getColor(index + 1, scheme, series.length),
            borderColor: getColor(index + 1, scheme, series.length),
            spanGaps: false,
            stack: isSplit ? "parts" : undefined,
        }));
        if (targets.some((target) => target !== null)) {
            datasets.push({
                type: "line",
                label: _t("Target"),
                data: targets,
                borderColor: ink,
                backgroundColor: ink,
                borderDash: [6, 4],
                pointStyle: "rectRot",
                spanGaps: false,
            });
        }
        this.chart = new Chart(this.canvasRef.el, {
            data: { labels, datasets },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: {
                    legend: { labels: { color: ink } },
                    tooltip: {
                        callbacks: {
                            label: ({ dataset, parsed }) =>
                                `${dataset.label}: ${show(parsed.y)} ${unit}`,
                        },
                    },
                },
                scales: {
                    x: { stacked: isSplit, ticks: { color: ink } },
                    y: {
                        stacked: isSplit,
                        beginAtZero: true,
                        ticks: { color: ink, callback: (value) => show(value) },
                        title: { display: Boolean(unit), text: unit, color: ink },
                    },
                },
            },
        });
    }
}

registry.category("view_widgets").add("asm_trend", { component: Trend });
