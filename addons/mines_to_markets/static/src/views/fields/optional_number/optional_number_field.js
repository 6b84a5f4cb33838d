import { useEffect } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Operation } from "@web/model/relational_model/operation";
import { FloatField, floatField } from "@web/views/fields/float/float_field";
import { formatFloat, formatInteger } from "@web/views/fields/formatters";
import { parseInteger } from "@web/views/fields/parsers";

/**
 * A value that takes the place of whatever was there.
 *
 * The input of a field takes a blank and a 0 for the same value, and would not
 * commit a change from one to the other; it commits an operation always.
 */
class Replacement extends Operation {
    constructor(value) {
        super("=", value);
    }

    compute() {
        return this.operand;
    }
}

/**
 * A number that can be blank: 0 shows as 0 and a blank as nothing, and clearing
 * the cell makes it blank. Decimals show as they were typed, up to six.
 */
export class OptionalFloatField extends FloatField {
    static props = {
        ...FloatField.props,
        placeholder: { type: String, optional: true },
    };

    setup() {
        super.setup();
        // the field of a number has none of its own
        useEffect(
            (input, placeholder) => {
                if (input) {
                    input.placeholder = placeholder || "";
                }
            },
            () => [this.inputRef.el, this.props.placeholder]
        );
    }

    parse(value) {
        const parsed = value.trim() ? this.parseNumber(value) : false;
        return parsed ? parsed : new Replacement(parsed);
    }

    parseNumber(value) {
        return super.parse(value);
    }

    get formattedValue() {
        return formatFloat(this.value, {
            digits: this.props.digits || [false, 6],
            trailingZeros: false,
        });
    }
}

export const optionalFloatField = {
    ...floatField,
    component: OptionalFloatField,
    displayName: _t("Number or blank"),
    supportedTypes: ["float"],
    extractProps: (field) => ({
        ...floatField.extractProps(field),
        placeholder: field.placeholder,
    }),
};

export class OptionalIntegerField extends OptionalFloatField {
    parseNumber(value) {
        return parseInteger(value, { allowOperation: true });
    }

    get formattedValue() {
        return formatInteger(this.value);
    }
}

export const optionalIntegerField = {
    ...optionalFloatField,
    component: OptionalIntegerField,
    displayName: _t("Whole number or blank"),
    supportedTypes: ["integer"],
};

registry.category("fields").add("optional_float", optionalFloatField);
registry.category("fields").add("optional_integer", optionalIntegerField);
