import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const crossed = (row, column) =>
    `.o_asm_crossed [data-row='${row}'][data-column='${column}']`;
const block = (code) => `.o_asm_block[data-code='${code}']`;
const total = (code) => `${block(code)} .o_asm_total [data-member=value]`;
const save = { content: "Save", trigger: ".o_asm_save", run: "click" };

/** What a spreadsheet leaves on the clipboard, dropped into the cell that has focus. */
function paste(text) {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.activeElement.dispatchEvent(
        new ClipboardEvent("paste", {
            clipboardData: data,
            bubbles: true,
            cancelable: true,
        })
    );
}

tours.add("asm_report_grid_staff", {
    steps: () => [
        {
            content: "Begin in the first crossed cell",
            trigger: crossed(0, 0),
            run: "edit 3",
        },
        {
            content: "The arrow goes to the right",
            trigger: crossed(0, 0),
            run: "press ArrowRight",
        },
        {
            content: "Type there and go down with Enter",
            trigger: `${crossed(0, 1)}:focus`,
            run: "edit 4 && press Enter",
        },
        {
            content: "The total follows, rows and columns are added up",
            trigger: `${total("TST-CRS")}:value(7)`,
        },
        {
            content: "Escape takes back what was typed",
            trigger: `${crossed(1, 1)}:focus`,
            run: "edit 99 && press Escape",
        },
        { content: "It is blank again", trigger: `${crossed(1, 1)}:value()` },
        {
            content: "Paste a block from a spreadsheet",
            trigger: crossed(0, 0),
            async run(helpers) {
                await helpers.click();
                paste("10\t20\n30\t40\t50\n");
            },
        },
        {
            content: "It fills the cells",
            trigger: `.o_asm_report_grid:has(${crossed(1, 0)}:value(30)) ${crossed(1, 1)}:value(40)`,
        },
        {
            content: "What does not fit is told",
            trigger: ".o_asm_said.alert-warning:contains(50)",
        },
        {
            content: "Words are no number",
            trigger: total("TST-PEO"),
            run: "edit five",
        },
        save,
        {
            content: "They are refused at the cell",
            trigger: `${block("TST-PEO")} .o_asm_total:has(.o_asm_problem:contains(five)) .is-invalid:value(five)`,
        },
        {
            content: "The rest is stored",
            trigger: ".o_asm_said:contains(but for what is marked)",
        },
        {
            content: "The form's button does not go over what was refused",
            trigger: "button[name=action_submit]",
            run: "click",
        },
        {
            content: "It says so, and the report is still open",
            trigger: ".o_notification:contains(not saved)",
        },
        {
            content: "Put it right",
            trigger: total("TST-PEO"),
            run: "edit 5",
        },
        {
            content: "A comment at the cell",
            trigger: `${block("TST-PEO")} .o_asm_total .o_asm_comment_button`,
            run: "click",
        },
        {
            content: "Say where it is from",
            trigger: `${block("TST-PEO")} .o_asm_total [data-member=comment]`,
            run: "edit From the register",
        },
        {
            content: "The form's own button saves the grid first",
            trigger: "button[name=action_submit]",
            run: "click",
        },
        {
            content: "The report is submitted",
            trigger: ".o_arrow_button_current:contains(Submitted)",
        },
        {
            content: "What was entered is for reading now",
            trigger: `${block("TST-PEO")} .o_asm_total output:contains(5)`,
        },
    ],
});

tours.add("asm_report_grid_conflict", {
    steps: () => [
        {
            content: "Type a number",
            trigger: total("TST-PEO"),
            run: "edit 6",
        },
        {
            content: "A colleague saves meanwhile: the same cell, and another one",
            trigger: `${total("TST-PEO")}[data-name]`,
            async run() {
                const { name } = this.anchor.dataset;
                const other = document.querySelector(
                    "[data-code='TST-CRS'] .o_asm_total [data-name]"
                );
                const [, id] = location.pathname.match(/(\d+)$/);
                await rpc("/web/dataset/call_kw/asm.submission/write_grid", {
                    model: "asm.submission",
                    method: "write_grid",
                    args: [[Number(id)], { [name]: "5", [other.dataset.name]: "8" }],
                    kwargs: {},
                });
            },
        },
        save,
        {
            content: "Both numbers are named at the cell, mine is still in it",
            trigger: `${block("TST-PEO")} .o_asm_total:has(.o_asm_problem:contains(5)) .is-invalid:value(6)`,
        },
        {
            content: "What else they changed is shown",
            trigger: `${total("TST-CRS")}.o_asm_new:value(8)`,
        },
        {
            content: "It is listed, with the way to it",
            trigger: ".o_asm_news li:contains(8)",
        },
        save,
        {
            content: "Nothing is overwritten before somebody chose",
            trigger: ".o_asm_report_grid:has(.o_asm_said.alert-danger) .o_asm_conflict",
        },
        {
            content: "Keep mine",
            trigger: `${block("TST-PEO")} .o_asm_keep_mine`,
            run: "click",
        },
        save,
        {
            content: "Saved again, mine counts",
            trigger: `.o_asm_report_grid:has(.o_asm_said.alert-success) ${total("TST-PEO")}:value(6)`,
        },
    ],
});

const inSites = `${block("TST-MNY")} .o_asm_sites`;
const site = (row, column) => `[data-row='${row}'][data-column='${column}']`;

tours.add("asm_report_grid_sites", {
    steps: () => [
        {
            content: "Paste a column of numbers, one for each site",
            trigger: `${inSites} ${site(0, 0)}`,
            async run(helpers) {
                await helpers.click();
                paste("3\n4\n");
            },
        },
        {
            content: "They fill the rows",
            trigger: `${inSites}:has(${site(0, 0)}:value(3)) ${site(1, 0)}:value(4)`,
        },
        {
            content: "Categories lie beside the total, which follows them",
            trigger: `${inSites} ${site(2, 1)}`,
            run: "edit 5",
        },
        {
            content: "All sites are added up",
            trigger: `${inSites}:has(${site(2, 0)}:value(5)) .o_asm_all_sites td:contains(12)`,
        },
        save,
        { content: "All is stored", trigger: ".o_asm_said.alert-success" },
    ],
});
