import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { browser } from "@web/core/browser/browser";
import { CheckBox } from "@web/core/checkbox/checkbox";
import { serializeDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { formatFloat } from "@web/views/fields/formatters";
import { session } from "@web/session";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DeliveryGrid, RELATIONS, showDay, TOTAL } from "./delivery_grid_model";

const MODEL = "mtm.service.delivery";
const SHOWN_AT_MOST = 8;

/** One cell: a name to be chosen or typed, a day, or a number. */
export class DeliveryGridCell extends Component {
    static template = "mines_to_markets.DeliveryGridCell";
    static components = { AutoComplete };
    static props = {
        row: Object,
        column: String,
        label: String,
        placeholder: { type: String, optional: true },
        search: Function,
        onChange: Function,
        onKeydown: Function,
        onPaste: Function,
    };

    get isRecord() {
        return this.props.column in RELATIONS;
    }

    get value() {
        const cell = this.props.row.cells[this.props.column];
        if (this.props.column === "date") {
            return showDay(cell);
        }
        return (this.isRecord ? cell?.text : cell) || "";
    }

    get error() {
        return this.props.row.errors[this.props.column];
    }

    get sources() {
        return [{ options: (request) => this.options(request) }];
    }

    async options(request) {
        const { row, column } = this.props;
        const found = await this.props.search(row, column, request);
        return found.map(([id, text]) => ({
            label: text,
            onSelect: () => this.change({ id, text }),
        }));
    }

    /** A name that was typed and not chosen is found later. */
    onName({ inputValue }) {
        if (inputValue.trim() !== this.value) {
            this.change(inputValue);
        }
    }

    change(value) {
        this.props.onChange(this.props.row, this.props.column, value);
    }
}

/** Many deliveries at once, as in a spreadsheet; saved all together or not at all. */
export class DeliveryGridAction extends Component {
    static template = "mines_to_markets.DeliveryGrid";
    static components = { CheckBox, DeliveryGridCell, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.display = { controlPanel: {} };
        this.TOTAL = TOTAL;
        this.services = {};
        this.state = useState({ isSaving: false, confirm: false, isRestored: false });
        this.grid = useState(new DeliveryGrid({ today: serializeDate(today()) }));
        onWillStart(() => this.load());
        onMounted(() => this.focus(this.grid.rows[0], "engagement_id"));
    }

    async load() {
        this.grid.setDimensions(await this.orm.call(MODEL, "grid_dimensions"));
        const engagementId = this.props.action.context?.default_engagement_id;
        if (engagementId) {
            await this.takeOver(this.grid.rows[0], engagementId);
        } else {
            this.restoreDraft();
        }
    }

    get draftKey() {
        return `mtm_delivery_grid:${session.db}:${user.userId}`;
    }

    restoreDraft() {
        try {
            const draft = JSON.parse(browser.localStorage.getItem(this.draftKey));
            if (draft?.rows.length) {
                this.grid.fromDraft(draft);
                this.state.isRestored = true;
            }
        } catch {
            // a draft that cannot be read is none
            browser.localStorage.removeItem(this.draftKey);
        }
    }

    keepDraft() {
        const draft = JSON.stringify(this.grid.toDraft());
        browser.localStorage.setItem(this.draftKey, draft);
    }

    forgetDraft() {
        browser.localStorage.removeItem(this.draftKey);
        this.state.isRestored = false;
    }

    get headings() {
        return [
            { column: "engagement_id", label: _t("Engagement") },
            { column: "service_id", label: _t("Service") },
            { column: "partner_id", label: _t("Delivered To") },
            { column: "date", label: _t("Date") },
            { column: "country_id", label: _t("Country") },
            { column: "site_id", label: _t("Site") },
            { column: "quantity", label: _t("Quantity"), isNumber: true },
            { column: TOTAL, label: _t("People"), isNumber: true },
            ...this.grid.categories.map((category) => ({
                ...category,
                isNumber: true,
            })),
        ];
    }

    /** The columns that have a sum; quantities are of different things. */
    get sums() {
        return this.grid.columns.filter((column) => column.startsWith(TOTAL));
    }

    placeholder(row, column) {
        return column === TOTAL ? this.show(this.grid.people(row)) : "";
    }

    show(number) {
        return number === null || Number.isNaN(number)
            ? ""
            : formatFloat(number, { digits: [16, 3], trailingZeros: false });
    }

    search(row, column, request) {
        return this.orm.call(RELATIONS[column], "name_search", [], {
            name: request,
            domain: this.domainOf(row, column),
            limit: SHOWN_AT_MOST,
        });
    }

    domainOf(row, column) {
        const { cells } = row;
        if (column === "service_id" && this.services[cells.engagement_id?.id]) {
            return [["id", "in", this.services[cells.engagement_id.id]]];
        }
        if (column === "site_id" && cells.country_id?.id) {
            return [["country_id", "=", cells.country_id.id]];
        }
        if (column === "partner_id") {
            return [["is_company", "=", true]];
        }
        return column === "engagement_id" ? [["stage_id.is_closed", "=", false]] : [];
    }

    async onChange(row, column, value) {
        this.grid.set(row, column, value);
        if (column === "engagement_id" && value.id) {
            await this.takeOver(row, value.id);
        }
        this.keepDraft();
    }

    /** Fill in what follows from the engagement, where nothing else is entered. */
    async takeOver(row, engagementId) {
        const { engagement, proposed, service_ids } = await this.orm.call(
            MODEL,
            "grid_engagement",
            [engagementId]
        );
        this.services[engagementId] = service_ids;
        this.grid.takeOver(row, engagement, proposed, service_ids);
    }

    onToggleDimension(id) {
        this.grid.toggleDimension(id);
        this.keepDraft();
    }

    onAddRow() {
        this.focus(this.grid.addRow(), "engagement_id");
        this.keepDraft();
    }

    onCopyRow(row) {
        this.focus(this.grid.copyRow(row), "engagement_id");
        this.keepDraft();
    }

    onRemoveRow(row) {
        this.grid.removeRow(row);
        this.keepDraft();
    }

    onClear() {
        this.grid.clear();
        this.forgetDraft();
    }

    async onPaste(row, column, ev) {
        const text = ev.clipboardData?.getData("text/plain") || "";
        if (!/[\t\n]/.test(text.replace(/\r?\n$/, ""))) {
            return;
        }
        ev.preventDefault();
        const pasted = this.grid.paste(row, column, text);
        this.keepDraft();
        await this.findNames();
        await Promise.all(
            pasted
                .filter((r) => r.cells.engagement_id?.id && !r.cells.partner_id?.id)
                .map((r) => this.takeOver(r, r.cells.engagement_id.id))
        );
        this.keepDraft();
    }

    async findNames() {
        const texts = this.grid.unmatched;
        if (Object.keys(texts).length) {
            this.grid.match(await this.orm.call(MODEL, "grid_match", [texts]));
        }
    }

    /** Arrows and Enter move between cells; in an open list they choose from it. */
    onKeydown(row, column, ev) {
        const isListOpen = ev.target.getAttribute("aria-expanded") === "true";
        const isRecord = column in RELATIONS;
        if (ev.ctrlKey && ev.key === "d") {
            this.onCopyRow(row);
        } else if (ev.ctrlKey && ev.key === "Enter") {
            this.onSave();
        } else if (ev.key === "Enter" && !isListOpen) {
            this.move(row, column, 1, 0, true);
        } else if (ev.key === "ArrowDown" && !isRecord) {
            this.move(row, column, 1, 0);
        } else if (ev.key === "ArrowUp" && !isListOpen) {
            this.move(row, column, -1, 0);
        } else if (ev.key === "ArrowLeft" && isAtEdge(ev.target, 0)) {
            this.move(row, column, 0, -1);
        } else if (ev.key === "ArrowRight" && isAtEdge(ev.target, 1)) {
            this.move(row, column, 0, 1);
        } else {
            return;
        }
        ev.preventDefault();
    }

    move(row, column, down, right, addRow = false) {
        const { rows, columns } = this.grid;
        const index = this.grid.indexOf(row) + down;
        if (index === rows.length && addRow) {
            this.grid.addRow();
        }
        const target = rows[index];
        const targetColumn = columns[columns.indexOf(column) + right];
        if (target && targetColumn) {
            this.focus(target, targetColumn);
        }
    }

    focus(row, column) {
        // after it is drawn
        browser.setTimeout(() => {
            const cell = `[data-row="${row.id}"] [data-column="${column}"] input`;
            this.root.el?.querySelector(cell)?.focus();
        });
    }

    async onSave() {
        if (this.state.isSaving) {
            return;
        }
        this.state.isSaving = true;
        try {
            await this.save();
        } finally {
            this.state.isSaving = false;
        }
    }

    async save() {
        if (!this.grid.filled.length) {
            this.notification.add(_t("Nothing is entered yet."), { type: "warning" });
            return;
        }
        await this.findNames();
        if (!this.grid.check()) {
            this.tellErrors([]);
            return;
        }
        const { ids, errors } = await this.orm.call(
            MODEL,
            "grid_save",
            [this.grid.payload()],
            { confirm: this.state.confirm }
        );
        if (errors.length) {
            this.tellErrors(this.grid.showErrors(errors));
            return;
        }
        this.grid.clear();
        this.forgetDraft();
        this.tellSaved(ids);
    }

    tellErrors(general) {
        const message = _t("Nothing was saved. What is wrong is said at each row.");
        this.notification.add([message, ...general].join("\n"), { type: "danger" });
        const row = this.grid.rows.find((r) => Object.keys(r.errors).length);
        if (row) {
            this.focus(row, Object.keys(row.errors)[0] || "engagement_id");
        }
    }

    tellSaved(ids) {
        this.notification.add(_t("%s deliveries recorded", ids.length), {
            type: "success",
            buttons: [{ name: _t("Open"), onClick: () => this.openSaved(ids) }],
        });
    }

    openSaved(ids) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Deliveries"),
            res_model: MODEL,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [["id", "in", ids]],
        });
    }
}

function isAtEdge(input, end) {
    const { selectionStart, selectionEnd, value } = input;
    const isAllSelected = selectionStart === 0 && selectionEnd === value.length;
    const edge = end ? value.length : 0;
    return (
        isAllSelected || (selectionStart === selectionEnd && selectionStart === edge)
    );
}

registry.category("actions").add("mtm_delivery_grid", DeliveryGridAction);
