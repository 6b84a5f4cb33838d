import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const EVERY_MS = 2000;

/** Shows how far a workbook is in the background, and its page when it is through. */
export class WorkbookProgress extends Interaction {
    static selector = ".o_asm_workbook_progress";

    start() {
        this.waitForTimeout(this.look, EVERY_MS);
    }

    async look() {
        let answer = null;
        try {
            answer = await this.waitFor(rpc(this.el.dataset.url, {}, { silent: true }));
        } catch {
            // without a connection the work goes on: look again later
        }
        if (answer && !answer.is_running) {
            window.location.reload();
            return;
        }
        if (answer) {
            this.show(answer);
        }
        this.waitForTimeout(this.look, EVERY_MS);
    }

    show({ progress, message }) {
        const percent = Math.floor(progress);
        this.el.querySelector(".o_asm_workbook_message").textContent = message;
        this.el.querySelector("[role=progressbar]").ariaValueNow = percent;
        this.el.querySelector(".progress-bar").style.width = `${percent}%`;
    }
}

registry
    .category("public.interactions")
    .add("asm_programs.workbook_progress", WorkbookProgress);
