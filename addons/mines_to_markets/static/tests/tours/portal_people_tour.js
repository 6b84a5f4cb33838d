import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const fitsTheScreen = {
    content: "Nothing is wider than the screen",
    trigger: "#wrapwrap",
    run() {
        const { scrollWidth, clientWidth } = document.documentElement;
        if (scrollWidth > clientWidth) {
            throw new Error(`the page is ${scrollWidth} wide, not ${clientWidth}`);
        }
    },
};
const click = (trigger) => ({ trigger, run: "click", expectUnloadPage: true });

tours.add("mtm_portal_people", {
    steps: () => [
        {
            content: "What they promised is to be done",
            trigger: ".o_mtm_portal_todo:contains(Send the list of bags)",
        },
        {
            content: "What we promised stands there, too",
            trigger: ".o_mtm_section_promises:contains(Print the tags)",
        },
        {
            content: "What is empty says what will appear and whom to write to",
            trigger:
                ".o_mtm_section_requests:contains(appears here):contains(Questions)",
        },
        fitsTheScreen,
        click(".o_portal_docs a[href='/my/people']"),
        fitsTheScreen,
        { trigger: ".o_mtm_portal_people summary:contains(Invite)", run: "click" },
        { trigger: ".o_mtm_portal_invite [name=name]", run: "edit New clerk" },
        {
            trigger: ".o_mtm_portal_invite [name=email]",
            run: "edit new.clerk@example.com",
        },
        { trigger: ".o_mtm_portal_invite label:contains(Editor)", run: "click" },
        click(".o_mtm_portal_invite button[type=submit]"),
        {
            content: "The invitation waits for its answer",
            trigger: ".o_mtm_invited:contains(New clerk)",
        },
        {
            trigger: ".o_mtm_person:contains(people_viewer) summary",
            run: "click",
        },
        {
            trigger: ".o_mtm_person:contains(people_viewer) select[name=role]",
            run: "select editor",
        },
        click(".o_mtm_person:contains(people_viewer) button:contains(Change the role)"),
        {
            content: "The role is changed",
            trigger: ".o_mtm_person:contains(people_viewer) .badge:contains(Editor)",
        },
        fitsTheScreen,
    ],
});

tours.add("mtm_portal_switch", {
    steps: () => [
        {
            content: "Both organisations are looked at",
            trigger: ".o_mtm_section_engagements:contains(Tagging):contains(Counting)",
        },
        { trigger: ".o_mtm_organisation_switch > a", run: "click" },
        click(".o_mtm_organisation_switch button:contains(Miners)"),
        {
            content: "One is left, and its name stands in the header",
            trigger: ".o_mtm_organisation_switch > a:contains(Miners)",
        },
        {
            content: "What is of the other is not shown",
            trigger:
                ".o_mtm_section_engagements:contains(Counting):not(:contains(Tagging))",
        },
        fitsTheScreen,
    ],
});
