import { _t } from "@web/core/l10n/translation";
import { inputName } from "../report_grid/report_grid_numbers";

/**
 * What a report lacks, as far as it is known without a connection.
 *
 * What the rules found stays until something is typed there: they are asked again when
 * the report is sent.
 *
 * @param {ReportGridModel} model
 * @returns {Object[]} as the server says it: `must`, `text` and `input`
 */
export function missingNow(model) {
    const { blocks, missing = [], sections = [] } = model.grid;
    const stories = sections.map(({ input }) => input);
    return [
        ...missing.filter(
            ({ must, input }) =>
                must && !stories.includes(input) && !isTyped(model, input)
        ),
        ...sections
            .filter(({ is_required, input }) => is_required && isBlank(model, input))
            .map(({ name, input }) => ({
                must: true,
                text: _t("%s: say something.", name),
                input,
            })),
        ...blocks.flatMap((block) => missingNumbers(model, block)),
    ];
}

function isBlank(model, name) {
    return !model.inputs[name]?.text.trim();
}

function isTyped(model, name) {
    const input = model.inputs[name];
    return Boolean(input) && input.text !== input.stored;
}

function missingNumbers(model, block) {
    return block.places
        .filter((place) => !model.isPlaceAnswered(block, place))
        .map((place) => ({
            must: false,
            text: _t(
                "%s: no answer yet.",
                [block.name, place.name].filter(Boolean).join(", ")
            ),
            input: inputName(block.members[0], place.line, place.site, 0),
        }));
}
