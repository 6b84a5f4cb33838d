import { Component, onMounted, useRef, useState } from "@odoo/owl";

/** What is missing before a report is sent, each with the way to it. */
export class ReportGridLack extends Component {
    static template = "asm_programs.ReportGridLack";
    static props = {
        items: Array,
        goTo: Function,
        onSend: Function,
        onClose: Function,
    };

    setup() {
        this.root = useRef("root");
        // it opens at the button that was pressed: what it says is read out
        onMounted(() => this.root.el.focus());
    }

    get musts() {
        return this.props.items.filter((item) => item.must);
    }

    get others() {
        return this.props.items.filter((item) => !item.must);
    }
}

/** What colleagues changed since the page was opened. */
export class ReportGridNews extends Component {
    static template = "asm_programs.ReportGridNews";
    static props = { model: Object, goTo: Function };

    setup() {
        this.model = useState(this.props.model);
    }

    get items() {
        return this.model.news.map((input) => ({
            name: input.name,
            by: input.by,
            label: this.model.labelOf(input),
            was: input.was || "–",
            now: input.stored || "–",
        }));
    }

    onClose() {
        this.model.news = [];
    }
}
