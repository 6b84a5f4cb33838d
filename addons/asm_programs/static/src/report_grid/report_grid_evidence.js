import { Component, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Refusal, send } from "./report_grid_upload";

const ICONS = {
    photo: "fa-picture-o",
    link: "fa-link",
    data: "fa-table",
    attendance: "fa-list-ul",
};

/** What a number rests on: files dropped, chosen or photographed, and links. */
export class ReportGridEvidence extends Component {
    static template = "asm_programs.ReportGridEvidence";
    static props = {
        model: Object,
        block: Object,
        place: Object,
        isNamed: Boolean,
        saveFirst: Function,
    };

    setup() {
        this.model = useState(this.props.model);
        this.place = useState(this.props.place);
        this.link = useRef("link");
        this.state = useState({
            isOpen: false,
            isOver: false,
            isLinkOpen: false,
            edited: null,
        });
    }

    get uploads() {
        const { can_save, uploads } = this.model.grid;
        return can_save && !this.place.total.locked ? uploads : null;
    }

    get name() {
        const { block, place } = this.props;
        return [block.name, place.name].filter(Boolean).join(", ");
    }

    get pieces() {
        return this.place.evidence || [];
    }

    /** Files on their way, and those that were refused; kept when the grid is loaded. */
    get sending() {
        const { line, site } = this.props.place;
        return (this.model.sending[`${line}-${site}`] ||= []);
    }

    /** Where nothing is asked for one button is enough. */
    get isWhole() {
        return (
            this.state.isOpen ||
            this.pieces.length > 0 ||
            this.sending.length > 0 ||
            this.props.block.evidence_asked?.length > 0
        );
    }

    iconOf(piece) {
        return ICONS[piece.kind] || "fa-file-o";
    }

    onOver(isOver) {
        this.state.isOver = isOver && Boolean(this.uploads);
    }

    onDrop(ev) {
        this.state.isOver = false;
        if (this.uploads) {
            this.add([...ev.dataTransfer.files]);
        }
    }

    onChoose(ev) {
        const files = [...ev.target.files];
        // the same file can be chosen again
        ev.target.value = "";
        this.add(files);
    }

    async add(files) {
        const items = files.map((file) => this.addItem(file.name, { file }));
        for (const item of items) {
            await this.sendItem(item);
        }
    }

    addItem(name, values) {
        this.sending.push({ name, values, percent: 0, problem: "" });
        return this.sending.at(-1);
    }

    async onAddLink() {
        const url = this.link.el.value.trim();
        if (url && (await this.sendItem(this.addItem(url, { url })))) {
            this.state.isLinkOpen = false;
        }
    }

    /** Say what is wrong with a file before it is sent over a slow connection. */
    explainFile(file) {
        if (!file.size) {
            return _t("This file is empty. Choose the file again.");
        }
        return file.size > this.uploads.most_bytes
            ? _t(
                  "This file is too large: a file has at most %s. Make it smaller, or give a link to it.",
                  this.uploads.most
              )
            : "";
    }

    /** Send one piece; what is refused stays in the list with the reason. */
    async sendItem(item) {
        const { line, site } = this.props.place;
        const { file } = item.values;
        item.percent = 0;
        item.problem = file ? this.explainFile(file) : "";
        if (item.problem) {
            return false;
        }
        // a file hangs on a number: what was typed is stored first
        if (!(await this.props.saveFirst())) {
            if (!(this.model.files?.isAway && (await this.keep(item)))) {
                item.problem = _t(
                    "Put right what is marked in red first, then try again."
                );
            }
            return false;
        }
        const values = { line, site, ...item.values };
        const answer = await this.call(this.uploads.url, values, item);
        if (answer) {
            this.onDismiss(item);
        }
        return Boolean(answer);
    }

    /** Without a connection a file stays in the browser, where it keeps files. */
    async keep(item) {
        const { line, site } = this.props.place;
        return Boolean(item.values.file) && this.model.files?.keep(item, line, site);
    }

    /** Ask the server; its refusal is said at an item of the list. */
    async call(url, values, item) {
        try {
            const answer = await send(
                url,
                values,
                (percent) => (item.percent = percent)
            );
            this.take(answer);
            return answer;
        } catch (error) {
            if (!(error instanceof Refusal)) {
                throw error;
            }
            if (!(error.isAway && (await this.keep(item)))) {
                item.problem = error.message;
            }
        }
    }

    take(answer) {
        const { line, site } = this.props.place;
        this.model.takeEvidence(line, site, answer);
    }

    onDismiss(item) {
        this.model.files?.drop(item);
        this.sending.splice(this.sending.indexOf(item), 1);
    }

    async change(piece, action, values) {
        const { line, site } = this.props.place;
        const item = this.addItem(piece.name, {});
        const url = `${this.uploads.url}/${piece.id}/${action}`;
        if (await this.call(url, { line, site, ...values }, item)) {
            this.onDismiss(item);
        }
        this.state.edited = null;
    }

    onDelete(piece) {
        return this.change(piece, "delete", {});
    }

    onChange(piece, ev) {
        const row = ev.target.closest(".o_asm_piece_edit");
        const [kind, date] = ["kind", "date"].map(
            (name) => row.querySelector(`[name=${name}]`).value
        );
        return this.change(piece, "change", { kind, date });
    }
}
