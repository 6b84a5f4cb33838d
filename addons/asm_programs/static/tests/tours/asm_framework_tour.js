import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

const tours = registry.category("web_tour.tours");
const press = (name) => ({
    content: `Press ${name}`,
    trigger: `button[name=${name}]:visible:enabled`,
    run: "click",
});
const node = (code) =>
    `.o_asm_framework_node:has(> .o_asm_framework_card strong:contains(/^${code}$/))`;
const FRAMEWORK = [
    "level,code,name,parent,assumption,indicator",
    "Impact,A,Miners earn a living in peace,,,",
    "Outcome,A.1,Mining is safer,A,Mines stay open,",
    "Output,A.1.1,Miners are trained,A.1,,",
    ",,,,,FRAME-1",
    "Output,A.1.2,Gear is handed out,A.1,,",
].join("\n");

tours.add("asm_framework_import", {
    steps: () => [
        press("action_import_framework"),
        {
            content: "The programme is filled in",
            trigger: ".o_field_widget[name=program_id] input:value(/FRAME/)",
        },
        {
            content: "Upload the template, filled in",
            trigger: ".o_field_widget[name=file]",
            async run() {
                await inputFiles(".o_field_widget[name=file] input[type=file]", [
                    new File([FRAMEWORK], "framework.csv", { type: "text/csv" }),
                ]);
            },
        },
        {
            content: "The file is there",
            trigger: ".o_field_widget[name=file] input:value(framework.csv)",
        },
        press("action_preview"),
        {
            content: "The preview says what would be added",
            trigger:
                ".o_form_view:has(.alert-info:contains(nothing is written yet)) .o_stat_value:contains(5)",
        },
        press("action_start"),
        {
            content: "It is imported",
            trigger: ".alert-success:contains(Imported)",
        },
    ],
});

tours.add("asm_framework_drag", {
    steps: () => [
        {
            content: "Indicators stand under their results",
            trigger: `${node("A.1.1")} .o_asm_framework_indicators button:contains(FRAME-1)`,
        },
        {
            content: "Drag the second output above the first",
            trigger: `${node("A.1.2")} .o_asm_framework_handle`,
            async run({ drag_and_drop }) {
                // to the right or left would be another level
                await drag_and_drop(`${node("A.1.1")} .o_asm_framework_handle`, {
                    position: { top: 16, left: 16 },
                    relative: true,
                });
            },
        },
        {
            content: "It stands there",
            trigger: `${node("A.1.2")} + ${node("A.1.1")}`,
        },
    ],
});

tours.add("asm_framework_upgrade", {
    steps: () => [
        {
            content: "The newer version is announced",
            trigger: ".alert-warning:contains(newer version of this definition)",
        },
        press("action_upgrade"),
        {
            content: "What happens is said before",
            trigger: ".modal .o_field_widget[name=effects]:contains(series runs on)",
        },
        {
            content: "Go over",
            trigger: ".modal button[name=action_upgrade]",
            run: "click",
        },
        {
            content: "The newer version goes on from the old one",
            trigger: ".o_form_view .o_field_widget[name=previous_line_id]",
        },
    ],
});
