import { registerMessageAction } from "@mail/core/common/message_actions";
import { _t } from "@web/core/l10n/translation";

/** On what a commitment can be made: an engagement, or what leads to one. */
export const MODELS_WITH_COMMITMENTS = [
    "mtm.engagement",
    "mtm.service.delivery",
    "mtm.finding",
    "mtm.dispute",
    "mtm.letter",
    "crm.lead",
    "res.partner",
];

registerMessageAction("mtm-commitment", {
    condition: ({ message, store, thread }) =>
        MODELS_WITH_COMMITMENTS.includes(thread?.model) &&
        store.self.main_user_id?.share === false &&
        Number.isInteger(message.id) &&
        !message.isEmpty,
    icon: "fa fa-flag-o",
    name: _t("Make a Commitment"),
    onSelected: async ({ message, owner, thread }) => {
        const { action, orm } = owner.env.services;
        const form = await orm.call("mtm.commitment", "action_from_message", [
            message.id,
        ]);
        return action.doAction(form, { onClose: () => thread.fetchNewMessages() });
    },
    sequence: 75,
});
