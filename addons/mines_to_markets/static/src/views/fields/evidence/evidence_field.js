import { FileInput } from "@web/core/file_input/file_input";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useX2ManyCrud } from "@web/views/fields/relational_utils";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

/**
 * Evidence behind a record: several files at once by one button, a link or a piece
 * that is there already by the other. Each file becomes one piece of evidence.
 */
export class EvidenceField extends X2ManyField {
    static template = "mines_to_markets.EvidenceField";
    static components = { ...X2ManyField.components, FileInput };

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.crud = useX2ManyCrud(() => this.list, true);
    }

    get rendererProps() {
        // the buttons above take the place of the card that adds
        return { ...super.rendererProps, addLabel: undefined, onAdd: undefined };
    }

    async onFilesUploaded(files) {
        for (const { error } of files.filter((file) => file.error)) {
            this.notification.add(error, {
                title: _t("The file was not uploaded"),
                type: "danger",
            });
        }
        const attachments = files.filter((file) => !file.error);
        if (!attachments.length) {
            return;
        }
        const evidenceIds = await this.orm.create(
            this.list.resModel,
            attachments.map(({ id }) => ({ attachment_id: id }))
        );
        await this.crud.saveRecord(evidenceIds);
    }
}

registry.category("fields").add("mtm_evidence", {
    ...x2ManyField,
    component: EvidenceField,
    supportedTypes: ["many2many"],
});
