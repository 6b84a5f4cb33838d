import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "asm.program.indicator";

/** Targets of one indicator and year: periods across, sites and categories down. */
export class TargetGrid extends Component {
    static template = "asm_programs.TargetGrid";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.table = useRef("table");
        this.display = { controlPanel: {} };
        this.lineId = this.props.action.context.active_id;
        this.state = useState({
            grid: null,
            typed: {},
            errors: {},
            reason: "",
            reference: "",
            awardId: false,
            isSaving: false,
        });
        onWillStart(() => this.load());
    }

    async load(year = false, kind = false) {
        const grid = await this.orm.call(MODEL, "read_target_grid", [this.lineId], {
            year,
            kind,
            award_id: this.state.awardId,
        });
        Object.assign(this.state, { grid, typed: {}, errors: {} });
    }

    get grid() {
        return this.state.grid;
    }

    get changes() {
        return Object.keys(this.state.typed);
    }

    key(row, column) {
        return `${row}:${column}`;
    }

    /** What stands in a cell: what was typed, else what is proposed, else what holds. */
    shown(row, column) {
        const typed = this.state.typed[this.key(row, column)];
        const cell = this.grid.cells[row][column];
        return typed ?? (cell.is_open ? cell.proposal : cell.current);
    }

    label(row, column) {
        return _t("%(place)s, %(period)s", {
            place: this.grid.rows[row].name,
            period: this.grid.periods[column].name,
        });
    }

    hint(row, column) {
        const cell = this.grid.cells[row][column];
        const error = this.state.errors[this.key(row, column)];
        if (error) {
            return error;
        }
        if (cell.is_open) {
            return _t("Proposed; %(current)s holds until it is approved.", {
                current: cell.current || _t("no target"),
            });
        }
        return "";
    }

    type(row, column, text) {
        const key = this.key(row, column);
        delete this.state.errors[key];
        const cell = this.grid.cells[row][column];
        if (text.trim() === (cell.is_open ? cell.proposal : cell.current)) {
            delete this.state.typed[key];
        } else {
            this.state.typed[key] = text;
        }
    }

    /** Rows and columns of a spreadsheet fill the cells from here on. */
    onPaste(ev, row, column) {
        const text = ev.clipboardData.getData("text/plain").replace(/\r/g, "");
        const lines = text.replace(/\n$/, "").split("\n");
        if (lines.length === 1 && !lines[0].includes("\t")) {
            return;
        }
        ev.preventDefault();
        let left = 0;
        lines.forEach((line, down) =>
            line.split("\t").forEach((value, right) => {
                if (this.grid.cells[row + down]?.[column + right]) {
                    this.type(row + down, column + right, value);
                } else if (value.trim()) {
                    left++;
                }
            })
        );
        if (left) {
            this.notification.add(
                _t("%s values lie beside the grid and were left out.", left),
                { type: "warning" }
            );
        }
    }

    onKeydown(ev, row, column) {
        const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[ev.key];
        if (!step) {
            return;
        }
        ev.preventDefault();
        const cells = this.table.el.querySelectorAll(`input[data-column="${column}"]`);
        cells[row + step]?.focus();
    }

    async choose(change) {
        if (this.changes.length) {
            this.notification.add(_t("Propose or discard what you typed first."), {
                type: "warning",
            });
            // the choice in the page goes back to what is shown
            this.render();
            return;
        }
        if ("awardId" in change) {
            this.state.awardId = change.awardId;
        }
        await this.load(change.year ?? this.grid.year, change.kind ?? this.grid.kind);
    }

    discard() {
        Object.assign(this.state, { typed: {}, errors: {} });
    }

    async propose() {
        const keys = this.changes;
        const cells = keys.map((key) => {
            const [row, column] = key.split(":").map(Number);
            const { site_id, value_ids } = this.grid.rows[row];
            const { date_from, date_to } = this.grid.periods[column];
            const text = this.state.typed[key];
            const award_id = this.state.awardId;
            return { site_id, value_ids, date_from, date_to, text, award_id };
        });
        this.state.isSaving = true;
        try {
            const { errors, count } = await this.orm.call(
                MODEL,
                "propose_targets",
                [[this.lineId], cells],
                {
                    reason: this.state.reason.trim(),
                    donor_reference: this.state.reference.trim(),
                }
            );
            this.state.errors = Object.fromEntries(
                Object.entries(errors).map(([number, text]) => [keys[number], text])
            );
            if (Object.keys(errors).length) {
                this.notification.add(
                    _t("Nothing was proposed yet: correct the red cells first."),
                    { type: "danger" }
                );
                return;
            }
            this.notification.add(
                _t("%s targets are proposed; somebody else approves them.", count),
                { type: "success" }
            );
            Object.assign(this.state, { reason: "", reference: "" });
            await this.load(this.grid.year, this.grid.kind);
        } finally {
            this.state.isSaving = false;
        }
    }

    openProposals() {
        return this.action.doAction("asm_programs.asm_target_action", {
            additionalContext: {
                search_default_program_indicator_id: this.lineId,
                search_default_proposed: 1,
            },
        });
    }
}

registry.category("actions").add("asm_target_grid", TargetGrid);
