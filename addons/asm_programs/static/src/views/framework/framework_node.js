import { Component } from "@odoo/owl";

const BELOW = { impact: "outcome", outcome: "output", output: "output" };

/** A result with its indicators, and what stands below it. */
export class FrameworkNode extends Component {
    static template = "asm_programs.FrameworkNode";
    static components = { FrameworkNode };
    static props = {
        node: Object,
        programId: Number,
        mayWrite: Boolean,
        open: Function,
        add: Function,
    };

    addResult() {
        return this.props.add("asm.result", {
            default_program_id: this.props.programId,
            default_parent_id: this.props.node.id,
            default_level: BELOW[this.props.node.level],
        });
    }

    addIndicator() {
        return this.props.add("asm.program.indicator", {
            default_program_id: this.props.programId,
            default_result_id: this.props.node.id,
        });
    }
}
