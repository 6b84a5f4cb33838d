/**
 * Take over what the server says while somebody is typing.
 *
 * Inputs stay the same, so that the cursor stays where it is; what the report asks for
 * must not have changed.
 *
 * @param {ReportGridModel} model as it is shown
 * @returns {boolean} false where the grid has to be drawn anew
 */
export function mergeQuietly(model, grid, problems, sent) {
    const fresh = new model.constructor(grid);
    if (!isSameForm(model, fresh)) {
        return false;
    }
    model.news = [];
    for (const input of Object.values(model.inputs)) {
        takeOver(input, fresh.inputs[input.name], {
            sent: sent[input.name],
            isRefused:
                input.name in problems || model.isRefusedAt(input.name, problems),
            isTold: input.name in problems,
        });
        if (input.isNew || input.isConflict) {
            model.news.push(input);
        }
    }
    model.problems = {};
    for (const [name, message] of Object.entries(problems)) {
        model.showProblem(name, message);
    }
    model.grid.missing = grid.missing;
    return true;
}

function takeOver(input, now, { sent, isRefused, isTold }) {
    const wasTyped = input.text !== input.stored;
    const isOther = input.stored !== now.stored;
    if (!wasTyped || (!isRefused && input.text === sent)) {
        input.text = now.text;
    }
    if (isOther) {
        input.was = input.stored;
    }
    input.by = now.by;
    input.isNew ||= sent === undefined && !wasTyped && isOther;
    // until the user has chosen nothing is sent
    const isOpen = input.isConflict && sent === undefined;
    input.isConflict = isOpen || (isOther && wasTyped && isTold);
    input.stored = now.stored;
    if (sent !== undefined) {
        input.problem = "";
    }
}

function isSameForm(model, fresh) {
    const names = Object.keys(model.inputs);
    return (
        names.length === Object.keys(fresh.inputs).length &&
        names.every(
            (name) => fresh.inputs[name]?.readonly === model.inputs[name].readonly
        )
    );
}
