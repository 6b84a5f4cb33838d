import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";

const many2one = (field, text) => [
    { trigger: `.o_field_widget[name=${field}] input`, run: `edit ${text}` },
    { trigger: `.ui-menu-item > a:contains(${text})`, run: "click" },
];

registry.category("web_tour.tours").add("mtm_record_delivery", {
    steps: () => [
        { trigger: "button[name=action_new_delivery]", run: "click" },
        {
            content: "The service is the only one, the stakeholder the engagement's",
            trigger: ".o_field_widget[name=partner_id] input:value(Test Tin Council)",
        },
        ...many2one("site_id", "Test hill"),
        {
            trigger: ".o_field_widget[name=count_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=category_ids] input",
            run: "edit Women",
        },
        { trigger: ".ui-menu-item > a:contains(Women)", run: "click" },
        {
            trigger:
                ".o_field_widget[name=count_ids] .o_field_widget[name=quantity] input",
            run: "edit 12",
        },
        { trigger: ".o_notebook a[name=evidence]", run: "click" },
        {
            trigger: ".o_mtm_evidence_upload",
            async run() {
                await inputFiles(".o_field_widget[name=evidence_ids] .o_input_file", [
                    new File(["name,sex\n"], "list.csv", { type: "text/csv" }),
                    new File(["Minutes"], "minutes.txt", { type: "text/plain" }),
                ]);
            },
        },
        {
            trigger:
                ".o_field_widget[name=evidence_ids]:contains(list.csv):contains(minutes.txt)",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: "button[name=action_confirm]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Confirmed)" },
    ],
});
