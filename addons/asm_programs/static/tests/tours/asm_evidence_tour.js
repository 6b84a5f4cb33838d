import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("asm_evidence_at_number", {
    steps: () => [
        {
            content: "Open the evidence of the number",
            trigger: ".o_form_view .nav-link[name=evidence]",
            run: "click",
        },
        {
            content: "It says what is still missing",
            trigger: ".o_asm_evidence_note:contains(1 of 2 pieces, photo missing)",
        },
        {
            content: "The photo is shown with its time and place",
            trigger: ".o_kanban_record:contains(visit.jpg):contains(14:05) img",
        },
        {
            content: "And how far that is from the site",
            trigger:
                ".o_mtm_evidence_place:contains(1.5000° S):contains(0.0 km from North)",
        },
    ],
});
