import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getCustomColor } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { groupBy } from "@web/core/utils/arrays";

const MIDDLE = 3;
// how far from its score a point may stand, and how many points carry their name
const SPREAD = 0.4;
const NAMED = 40;
const LINE = 14;
// neighbours on a sunflower's head are this angle apart
const ANGLE = Math.PI * (3 - Math.sqrt(5));

/**
 * Give each point a place of its own near its score: those with the same scores
 * would lie on top of each other.
 *
 * @param {Object[]} points with interest and influence
 * @returns {Object[]} the points with x and y
 */
export function spreadPoints(points) {
    const cells = groupBy(
        points,
        ({ interest, influence }) => `${interest}/${influence}`
    );
    return Object.values(cells).flatMap((cell) =>
        cell.map((point, index) => {
            const radius =
                cell.length === 1 ? 0 : SPREAD * Math.sqrt((index + 0.5) / cell.length);
            return {
                ...point,
                x: point.interest + radius * Math.cos(index * ANGLE),
                y: point.influence + radius * Math.sin(index * ANGLE),
            };
        })
    );
}

/** Names what to do with the stakeholders of each corner, behind the points. */
const quadrants = {
    id: "mtmQuadrants",
    beforeDatasetsDraw(chart, _args, { color, labels }) {
        const { ctx, chartArea, scales } = chart;
        const x = scales.x.getPixelForValue(MIDDLE);
        const y = scales.y.getPixelForValue(MIDDLE);
        ctx.save();
        ctx.strokeStyle = color;
        ctx.fillStyle = color;
        ctx.setLineDash([4, 4]);
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.moveTo(chartArea.left, y);
        ctx.lineTo(chartArea.right, y);
        ctx.stroke();
        ctx.font = "bold 12px sans-serif";
        const { left, right, top, bottom } = chartArea;
        for (const [label, align, at, baseline, height] of [
            [labels.satisfy, "left", left + 6, "top", top + 6],
            [labels.manage, "right", right - 6, "top", top + 6],
            [labels.watch, "left", left + 6, "bottom", bottom - 6],
            [labels.inform, "right", right - 6, "bottom", bottom - 6],
        ]) {
            ctx.textAlign = align;
            ctx.textBaseline = baseline;
            ctx.fillText(label, at, height);
        }
        ctx.restore();
    },
};

/**
 * Find room for the names: beside their point, above or below it. A name that finds
 * none is left to the tooltip and the table.
 *
 * @param {Object[]} labels with x, y and width
 * @param {Object} area left, right, top and bottom of the chart
 * @returns {Object[]} the labels that have room, with left and top
 */
export function placeNames(labels, area) {
    const taken = labels.map(({ x, y }) => ({
        left: x - 6,
        right: x + 6,
        top: y - 6,
        bottom: y + 6,
    }));
    const isFree = (box) =>
        box.left >= area.left &&
        box.right <= area.right &&
        !taken.some(
            (other) =>
                box.left < other.right &&
                box.right > other.left &&
                box.top < other.bottom &&
                box.bottom > other.top
        );
    const placed = [];
    for (const label of labels) {
        const { x, y, width } = label;
        const half = width / 2;
        const box = [
            [x + 8, y - LINE / 2],
            [x - 8 - width, y - LINE / 2],
            [x - half, y - 8 - LINE],
            [x - half, y + 8],
            [x - width, y - 8 - LINE],
            [x - width, y + 8],
        ]
            .map(([left, top]) => ({
                left,
                top,
                right: left + width,
                bottom: top + LINE,
            }))
            .find(isFree);
        if (box) {
            taken.push(box);
            placed.push({ ...label, left: box.left, top: box.top });
        }
    }
    return placed;
}

/** Writes the names beside the points while there is room for them. */
const names = {
    id: "mtmNames",
    afterDatasetsDraw(chart, _args, { color }) {
        const { ctx, chartArea } = chart;
        const { data } = chart.data.datasets[0];
        if (data.length > NAMED || chart.width < 500) {
            return;
        }
        ctx.save();
        ctx.fillStyle = color;
        ctx.font = "12px sans-serif";
        ctx.textBaseline = "top";
        const labels = chart.getDatasetMeta(0).data.map(({ x, y }, index) => {
            const { name } = data[index];
            const text = name.length > 28 ? `${name.slice(0, 27)}…` : name;
            return { x, y, text, width: ctx.measureText(text).width };
        });
        for (const { text, left, top } of placeNames(labels, chartArea)) {
            ctx.fillText(text, left, top);
        }
        ctx.restore();
    },
};

/** Stakeholders by their influence and their interest, as a chart and as a table. */
export class InfluenceMap extends Component {
    static template = "mines_to_markets.InfluenceMap";
    static props = { points: Array, total: Number, open: Function };

    setup() {
        this.canvasRef = useRef("canvas");
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.points]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    get summary() {
        return _t(
            "%s stakeholders by interest and influence; the table has them all.",
            this.props.points.length
        );
    }

    draw() {
        this.chart?.destroy();
        this.chart = new Chart(this.canvasRef.el, this.config);
    }

    get config() {
        const scheme = cookie.get("color_scheme");
        const text = getCustomColor(scheme, "#111827", "#E4E4E4");
        const axis = (title) => ({
            min: 0.5,
            max: 5.5,
            title: { display: true, text: title, color: text },
            grid: { display: false },
            afterBuildTicks: (scale) => {
                scale.ticks = [1, 2, 3, 4, 5].map((value) => ({ value }));
            },
            ticks: { color: text },
        });
        return {
            type: "scatter",
            data: {
                datasets: [
                    {
                        data: spreadPoints(this.props.points),
                        backgroundColor: getCustomColor(scheme, "#1a6670", "#6cb0b7"),
                        borderColor: getCustomColor(scheme, "#ffffff", "#1b1d26"),
                        borderWidth: 1,
                        pointRadius: 6,
                        pointHoverRadius: 8,
                    },
                ],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                onClick: (_ev, [element]) => element && this.openPoint(element.index),
                onHover: ({ native }, [element]) => {
                    native.target.style.cursor = element ? "pointer" : "default";
                },
                scales: { x: axis(_t("Interest")), y: axis(_t("Influence")) },
                plugins: {
                    legend: { display: false },
                    tooltip: {
                        callbacks: {
                            label: ({ raw }) =>
                                _t(
                                    "%(name)s: influence %(influence)s, interest %(interest)s",
                                    raw
                                ),
                        },
                    },
                    mtmQuadrants: {
                        color: getCustomColor(scheme, "#6b7280", "#9ca3af"),
                        labels: {
                            manage: _t("Manage closely"),
                            satisfy: _t("Keep satisfied"),
                            inform: _t("Keep informed"),
                            watch: _t("Watch"),
                        },
                    },
                    mtmNames: { color: text },
                },
            },
            plugins: [quadrants, names],
        };
    }

    openPoint(index) {
        this.props.open(this.chart.data.datasets[0].data[index].id);
    }
}
