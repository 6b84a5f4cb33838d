import { Component } from "@odoo/owl";

import { sparkline, trendInWords } from "./shapes";

/** The last periods as a small line with its targets; a gap stays a gap. */
export class Sparkline extends Component {
    static template = "asm_programs.Sparkline";
    static props = { trend: Array };

    get line() {
        return sparkline(this.props.trend);
    }

    get words() {
        return trendInWords(this.props.trend);
    }
}
