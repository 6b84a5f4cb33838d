import { Component } from "@odoo/owl";

import { LIGHTS } from "./shapes";

/** A traffic light: icon, word and colour, with its rule in the tooltip. */
export class Light extends Component {
    static template = "asm_programs.Light";
    static props = {
        name: String,
        word: String,
        rule: { type: String, optional: true },
    };

    get shown() {
        return LIGHTS[this.props.name] || LIGHTS.no_data;
    }
}
