import { registry } from "@web/core/registry";

const row = (code, amount) => ({
    content: `Line ${code}`,
    trigger: `[name=line_ids] .o_data_row:has([name=code]:contains(${code})):contains(${amount})`,
});

registry.category("web_tour.tours").add("asm_sf425", {
    steps: () => [
        {
            content: "Open the report from its award",
            trigger: "button[name=action_financial_report]:visible",
            run: "click",
        },
        row("10e", "100.40"),
        row("10f", "500.00"),
        {
            content: "In whole dollars",
            trigger: "[name=is_whole] input",
            run: "click",
        },
        {
            content: "Show it",
            trigger: "button[name=action_show]",
            run: "click",
        },
        row("10g", "600"),
        {
            content: "Open what is in line 10f",
            trigger:
                "[name=line_ids] .o_data_row:has([name=code]:contains(10f)) button[name=action_open]",
            run: "click",
        },
        {
            content: "It is the sub-award",
            trigger: ".o_list_view .o_data_row:contains(SUB-1)",
        },
    ],
});
