import { claimKey, sendingOf, settle } from "./draft_store";

const NO_PROBLEMS = { problems: {} };

/**
 * Send what waits in a record, once: what was typed, files, then the whole to review.
 *
 * A file belongs to a number, so numbers go first; in review nothing is added.
 *
 * @param {DraftStore} store
 * @param {Object} record as the store has it
 * @param {Object} server
 * @param {(url, params) => Promise<Object>} server.save
 * @param {(url, file) => Promise<string>} server.upload why it was refused, or nothing
 * @returns {Promise<Object>} the last answer
 */
export async function sendRecord(store, record, server) {
    let answer = NO_PROBLEMS;
    if (record.files) {
        if (Object.keys(record.typed).length) {
            answer = await sendOnce(store, record, server, false);
        }
        if (Object.keys(answer.problems).length) {
            return answer;
        }
        const problems = await sendFiles(store, record, server);
        if (Object.keys(problems).length) {
            await holdBack(store, record);
            return { problems };
        }
    }
    if (!record.files || record.submit) {
        answer = await sendOnce(store, record, server, true);
    }
    return answer;
}

async function sendOnce(store, { owner, report, url }, server, isLast) {
    let sending, wish;
    const claimed = await store.change(owner, report, (now) => {
        wish = Boolean(now.submit);
        sending = { ...sendingOf(now), submit: wish && isLast };
        return { ...claimKey(now, sending), submit: wish };
    });
    const answer = await server.save(`${url}/save`, {
        ...sending,
        key: claimed.key,
        owner,
    });
    const isRefused = Object.keys(answer.problems).length > 0;
    await store.change(owner, report, (now) =>
        sending.submit && !isRefused
            ? null
            : {
                  ...settle(now, sending.changes, answer),
                  submit: wish && !isLast && !isRefused,
              }
    );
    return answer;
}

async function sendFiles(store, { owner, report, url }, server) {
    const problems = {};
    for (const file of await store.files(owner, report)) {
        const problem = await server.upload(`${url}/evidence`, file);
        if (problem) {
            problems[file.name] = problem;
        } else {
            await store.removeFile(owner, report, file.id);
        }
    }
    return problems;
}

/** A file was refused: the rest waits until the user has seen it. */
async function holdBack(store, { owner, report }) {
    await store.change(owner, report, (now) => ({
        ...now,
        refused: true,
        submit: false,
    }));
}

/** Send a file from where no progress is shown. */
export async function postFile(url, { blob, line, name, site }, token) {
    const form = new FormData();
    form.append("csrf_token", token);
    form.append("line", line);
    form.append("site", site);
    form.append("file", blob, name);
    const response = await fetch(url, { method: "POST", body: form });
    if (response.status === 422) {
        return (await response.json()).problem;
    }
    if (!response.ok) {
        throw new Error(String(response.status));
    }
    return "";
}
