import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";

/** What the server said instead of doing what was asked, in a sentence. */
export class Refusal extends Error {
    constructor(message, status) {
        super(message);
        this.status = status;
    }

    /** It never reached the server. */
    get isAway() {
        return [0, 502, 503, 504].includes(this.status);
    }
}

function explain(status) {
    if (status === 413) {
        return _t("The file is too large. Make it smaller, or give a link to it.");
    }
    if (status === 404) {
        return _t("This report is no longer open to you.");
    }
    return status
        ? _t("The file did not arrive. Load the page again if you were logged out.")
        : _t("The connection broke. Try again when it is back.");
}

function read(request) {
    try {
        return JSON.parse(request.responseText);
    } catch {
        return null;
    }
}

/**
 * Send a form with at most one file; a `fetch` would not say how far it is.
 *
 * @param {string} url
 * @param {Object} values
 * @param {(percent: number) => void} [onProgress]
 * @returns {Promise<Object>} the answer; rejected with a `Refusal`
 */
export function send(url, values, onProgress) {
    const form = new FormData();
    form.append("csrf_token", odoo.csrf_token);
    for (const [name, value] of Object.entries(values)) {
        form.append(name, value);
    }
    return new Promise((resolve, reject) => {
        const request = new browser.XMLHttpRequest();
        request.open("POST", url);
        request.upload.addEventListener("progress", ({ loaded, total }) =>
            onProgress?.(total ? Math.round((100 * loaded) / total) : 0)
        );
        request.addEventListener("loadend", () => {
            const answer = read(request);
            if (request.status === 200 && answer) {
                resolve(answer);
            } else {
                const { status } = request;
                reject(new Refusal(answer?.problem || explain(status), status));
            }
        });
        request.send(form);
    });
}
