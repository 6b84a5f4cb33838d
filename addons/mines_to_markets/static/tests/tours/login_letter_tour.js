import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("mtm_login_letter", {
    steps: () => [
        { trigger: ".o_form_view .o_cp_action_menus .fa-cog", run: "click" },
        {
            trigger: ".o-dropdown-item:contains(Login without e-mail)",
            run: "click",
        },
        {
            content: "The login is proposed",
            trigger: ".modal [name=login] input:value(miners-of-the-test-hill-2)",
        },
        { trigger: ".modal [name=name] input", run: "edit Treasurer" },
        { trigger: ".modal [name=action_issue]", run: "click" },
        { content: "The letter is fetched", trigger: "body:not(:has(.modal))" },
    ],
});
