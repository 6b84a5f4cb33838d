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
    for (const input of Object.values(model.inputs)) {
        const now = fresh.inputs[input.name];
        const wasTyped = input.text !== input.stored;
        const isSent = input.name in sent;
        const isRefused =
            input.name in problems || model.isRefusedAt(input.name, problems);
        if (!wasTyped || (!isRefused && input.text === sent[input.name])) {
            input.text = now.text;
        }
        if (!isSent && !wasTyped && input.stored !== now.stored) {
            input.isNew = true;
        }
        input.stored = now.stored;
        input.problem = isSent ? "" : input.problem;
    }
    model.problems = {};
    for (const [name, message] of Object.entries(problems)) {
        model.showProblem(name, message);
    }
    return true;
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
