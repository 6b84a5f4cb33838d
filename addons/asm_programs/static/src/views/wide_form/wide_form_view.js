import { registry } from "@web/core/registry";
import { FormRenderer } from "@web/views/form/form_renderer";
import { formView } from "@web/views/form/form_view";

/** A form whose table takes the whole width: its chatter stands below it. */
export class WideFormRenderer extends FormRenderer {
    mailLayout(hasAttachmentContainer) {
        const layout = super.mailLayout(hasAttachmentContainer);
        return layout === "SIDE_CHATTER" ? "BOTTOM_CHATTER" : layout;
    }
}

export const wideFormView = { ...formView, Renderer: WideFormRenderer };

registry.category("views").add("asm_wide_form", wideFormView);
