import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

const tours = registry.category("web_tour.tours");
const press = (name) => ({
    content: `Press ${name}`,
    trigger: `button[name=${name}]:visible:enabled`,
    run: "click",
});
const TITLES = "Ref,Date,Posted,Paid,Text,Account,CC,Line,Amount,Cur";
const row = (reference, amount) =>
    `${reference},2025-02-10,2025-02-12,,Fuel,6010,C1,1,${amount},USD`;
const GOOD = [TITLES, row("T1", "10.00"), row("T2", "5.50"), "Total,,,,,,,,15.50,"];
const BAD = [TITLES, row("T1", "10.00"), row("T2", "ten")];
const upload = (lines, name) => [
    {
        content: `Upload ${name}`,
        trigger: ".o_field_widget[name=file]",
        async run() {
            await inputFiles(".o_field_widget[name=file] input[type=file]", [
                new File([lines.join("\n")], name, { type: "text/csv" }),
            ]);
        },
    },
    {
        content: "The file is there",
        trigger: `.o_field_widget[name=file] input:value(${name})`,
    },
];

tours.add("asm_ledger_import", {
    steps: () => [
        {
            content: "A new import",
            trigger: ".o_list_button_add",
            run: "click",
        },
        ...upload(BAD, "bad.csv"),
        {
            content: "Choose the mapping",
            trigger: ".o_field_widget[name=mapping_id] input",
            run: "edit Test ledger",
        },
        {
            content: "Take it",
            trigger: ".o-autocomplete--dropdown-item:contains(Test ledger)",
            run: "click",
        },
        press("action_preview"),
        {
            content: "What is wrong is listed by row",
            trigger:
                ".o_field_widget[name=error_line_ids] tr:contains('\"ten\" is no amount')",
        },
        {
            content: "Upload it corrected",
            trigger: ".o_field_widget[name=file] .o_select_file_button",
        },
        ...upload(GOOD, "good.csv"),
        press("action_preview"),
        {
            content: "Totals by budget line are shown",
            trigger: "a.nav-link[name=totals]",
            run: "click",
        },
        {
            content: "Both lines are in them",
            trigger: ".o_asm_ledger_totals tr:contains(Staff):contains(15.50)",
        },
        press("action_start"),
        {
            content: "It is imported",
            trigger: ".alert-success:contains(Imported)",
        },
        press("action_view_ledger_lines"),
        {
            content: "The lines of this import",
            trigger:
                ".o_list_view:has(.o_data_row:contains(T1)) .o_data_row:contains(T2)",
        },
    ],
});
