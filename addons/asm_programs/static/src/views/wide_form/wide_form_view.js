import { SIZES } from "@web/core/ui/ui_service";
import { registry } from "@web/core/registry";
import { FormRenderer } from "@web/views/form/form_renderer";
import { formView } from "@web/views/form/form_view";

/**
 * A form whose table takes the whole width, with the chatter below it: it is laid
 * out as on a screen that has no room for a chatter at the side.
 */
export class WideFormRenderer extends FormRenderer {
    setup() {
        super.setup();
        const ui = this.uiService;
        this.uiService = Object.create(ui, {
            size: { get: () => Math.min(ui.size, SIZES.XL) },
        });
    }
}

export const wideFormView = { ...formView, Renderer: WideFormRenderer };

registry.category("views").add("asm_wide_form", wideFormView);
