import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";

const NUMBERS = ["value", "numerator", "denominator"];
const spaces = /[\s\u00a0\u202f\u2009]/g;

/**
 * Adds up what is typed into a report, beside what the server checks again.
 *
 * A total that is blank follows the sum of its parts until somebody types into it; a
 * total that was typed or saved stays, and a button offers the sum instead.
 */
export class ReportForm extends Interaction {
    static selector = ".o_asm_report_form";
    dynamicContent = {
        ".o_asm_place": {
            "t-on-input.withTarget": this.onInput,
            "t-on-change.withTarget": (ev, place) => this.update(place),
        },
        ".o_asm_use_sum": { "t-on-click.withTarget": this.onUseSum },
        _root: { "t-on-submit": this.onSubmit },
    };

    setup() {
        this.point = this.el.dataset.point || ".";
        this.separator = this.el.dataset.separator;
        this.places().forEach((place) => this.update(place));
    }

    start() {
        const problem = this.el.querySelector(
            ".is-invalid, .o_asm_place .alert-danger"
        );
        problem?.closest(".o_asm_place, .card").scrollIntoView({ block: "center" });
        this.el.querySelector(".is-invalid")?.focus({ preventScroll: true });
    }

    places() {
        return [...this.el.querySelectorAll(".o_asm_place")];
    }

    onInput(ev, place) {
        if (NUMBERS.includes(ev.target.dataset.member)) {
            delete ev.target.dataset.follows;
        }
        this.update(place);
    }

    onUseSum(ev, button) {
        const place = button.closest(".o_asm_place");
        const input = place.querySelector(".o_asm_total [data-member]");
        input.value = button.dataset.sum;
        this.update(place);
        input.focus();
    }

    /** A second click on a slow line sends nothing twice. */
    onSubmit(ev) {
        if (this.isSent) {
            ev.preventDefault();
        }
        this.isSent = true;
        this.waitForTimeout(() => (this.isSent = false), 10000);
    }

    update(place) {
        for (const member of NUMBERS) {
            if (place.querySelector(`[data-member=${member}]`)) {
                this.updateSums(place, member);
            }
        }
        this.updateRatio(place);
        this.updateAnswered(place);
    }

    updateSums(place, member) {
        const totalEl = place.querySelector(`.o_asm_total [data-member=${member}]`);
        const groups = [...place.querySelectorAll(".o_asm_group")].map((el) => ({
            el,
            numbers: this.numbersIn(el, member),
        }));
        const sums = groups
            .filter(({ el, numbers }) => el.dataset.exclusive && numbers.length)
            .map(({ numbers }) => this.add(numbers));
        this.follow(totalEl, sums.length ? Math.max(...sums) : null);
        const total = this.read(totalEl);
        for (const { el, numbers } of groups) {
            this.showSum(el, member, numbers, total);
        }
        this.offerSum(place, totalEl, sums, total);
    }

    numbersIn(el, member) {
        return [...el.querySelectorAll(`[data-member=${member}]`)]
            .map((input) => this.read(input))
            .filter((number) => number !== null && !Number.isNaN(number));
    }

    /** Let a blank total follow its parts. */
    follow(totalEl, sum) {
        if (totalEl.tagName !== "INPUT") {
            return;
        }
        if (!totalEl.value && document.activeElement !== totalEl) {
            totalEl.dataset.follows = "1";
        }
        if (totalEl.dataset.follows) {
            totalEl.value = sum === null ? "" : this.write(sum);
        }
    }

    showSum(groupEl, member, numbers, total) {
        const isExclusive = Boolean(groupEl.dataset.exclusive);
        const part = isExclusive ? this.add(numbers) : Math.max(0, ...numbers);
        const isTooMuch = total !== null && numbers.length > 0 && part > total;
        const sumEl = groupEl.querySelector(".o_asm_sum");
        sumEl.dataset[member] = isExclusive && numbers.length ? this.write(part) : "";
        sumEl.dataset[`${member}TooMuch`] = isTooMuch ? "1" : "";
        const members = NUMBERS.filter((name) => sumEl.dataset[name]);
        const text = members.map((name) => sumEl.dataset[name]).join(" / ");
        const isWrong = NUMBERS.some((name) => sumEl.dataset[`${name}TooMuch`]);
        sumEl.textContent = isWrong
            ? _t("%s: more than the total", text || this.write(part))
            : text && `= ${text}`;
        sumEl.classList.toggle("text-danger", isWrong);
        sumEl.classList.toggle("text-muted", !isWrong);
    }

    offerSum(place, totalEl, sums, total) {
        const button = place.querySelector(".o_asm_use_sum");
        if (!button) {
            return;
        }
        const sum = sums.length ? Math.max(...sums) : null;
        const isOffered = sum !== null && total !== null && sum !== total;
        button.classList.toggle("d-none", !isOffered);
        if (isOffered) {
            button.dataset.sum = this.write(sum);
            button.textContent = _t(
                "The parts add up to %s: use this",
                this.write(sum)
            );
        }
    }

    updateRatio(place) {
        const ratioEl = place.querySelector(".o_asm_ratio");
        if (!ratioEl) {
            return;
        }
        const [numerator, denominator] = NUMBERS.slice(1).map((member) =>
            this.read(place.querySelector(`.o_asm_total [data-member=${member}]`))
        );
        const isKnown = numerator !== null && denominator;
        const ratio = (numerator / denominator) * Number(place.dataset.multiplier || 1);
        ratioEl.textContent =
            isKnown && Number.isFinite(ratio)
                ? `= ${this.write(Math.round(ratio * 10) / 10)}`
                : "";
    }

    updateAnswered(place) {
        const missingEl = place.querySelector(".o_asm_missing");
        const hasAnswer = this.hasAnswer(place);
        if (missingEl) {
            const isShown = !hasAnswer || missingEl.querySelector("select").value;
            missingEl.classList.toggle("d-none", !isShown);
        }
        const block = place.closest(".o_asm_block");
        const isAnswered = [...block.querySelectorAll(".o_asm_place")].every(
            (el) =>
                this.hasAnswer(el) || el.querySelector(".o_asm_missing select")?.value
        );
        if (this.el.querySelector(".o_asm_buttons")) {
            block
                .querySelector(".o_asm_answered")
                .classList.toggle("invisible", !isAnswered);
            const answered = this.el.querySelectorAll(
                ".o_asm_answered:not(.invisible)"
            );
            const countEl = this.el.querySelector(".o_asm_answered_count");
            countEl && (countEl.textContent = answered.length);
        }
    }

    hasAnswer(place) {
        return [...place.querySelectorAll("[data-member]")].some((el) =>
            el.tagName === "OUTPUT" ? el.textContent.trim() !== "–" : el.value.trim()
        );
    }

    /** Read a number: null for a blank, NaN for what is none. */
    read(el) {
        let text = (el.value ?? el.textContent).replace(spaces, "").replace("–", "");
        if (!text) {
            return null;
        }
        if (this.separator && this.separator !== ".") {
            text = text.replaceAll(this.separator, "");
        } else if (this.separator && /^\d{1,3}(\.\d{3})+(\D|$)/.test(text)) {
            text = text.replaceAll(".", "");
        }
        return Number(text.replace(this.point, "."));
    }

    add(numbers) {
        // decimals typed in tenths do not become 0.30000000000000004
        return Number(numbers.reduce((sum, number) => sum + number, 0).toPrecision(15));
    }

    write(number) {
        return String(number).replace(".", this.point);
    }
}

registry.category("public.interactions").add("asm_programs.report_form", ReportForm);
