/**
 * Pages of reports that open without a connection; the service worker shows them.
 *
 * Each user has a cache of their own, and the mark says whose pages may be shown now.
 * The names are those of `static/src/worker/report_worker.js`.
 */

const PAGES = "asm-report-pages-";
const FILES = "asm-report-files";
const MARK = "asm-report-mark";
const MARK_URL = "/my/reports/mark";
const SYNC = "asm-reports";
const PHONE_URL = "/my/reports/phone";
const IS_FILE =
    /^\/(web\/assets\/|website\/translations|web\/webclient\/translations|logo\.png|\w+\/static\/)/;

/** Pages can be kept where the connection is safe, or on the machine itself. */
function canKeep() {
    return Boolean(globalThis.caches && navigator.serviceWorker);
}

/** Keep the page that is open, and what it is made of. */
export async function keepPage(owner) {
    if (!owner || !canKeep()) {
        return;
    }
    try {
        await navigator.serviceWorker.register("/my/service-worker.js", {
            scope: "/my",
        });
        await (await caches.open(MARK)).put(MARK_URL, new Response(owner));
        const pages = await caches.open(PAGES + owner);
        const { pathname } = window.location;
        // a page that came through the worker is kept already
        const [navigation] = performance.getEntriesByType("navigation");
        const missing = navigation?.workerStart ? [] : [pathname];
        if (!(await pages.match(PHONE_URL))) {
            missing.push(PHONE_URL);
        }
        await Promise.all(missing.map((url) => keepOne(pages, url)));
        await keepFiles();
    } catch {
        // full, or forbidden by the browser: the page works as long as it is open
    }
}

async function keepOne(pages, url) {
    const response = await fetch(url);
    if (response.ok && !response.redirected) {
        await pages.put(url, response);
    }
}

async function keepFiles() {
    const files = await caches.open(FILES);
    const urls = performance.getEntriesByType("resource").map(({ name }) => name);
    for (const url of new Set(urls)) {
        const { origin, pathname } = new URL(url);
        const isOurs = origin === window.location.origin && IS_FILE.test(pathname);
        if (isOurs && !(await files.match(url))) {
            // one that is missing is missing without a connection, too
            await files.add(url).catch(() => {});
        }
    }
}

/** Have the browser send when the connection is back, if it can, page or no page. */
export async function syncLater() {
    try {
        const worker = await navigator.serviceWorker?.getRegistration("/my");
        await worker?.sync?.register(SYNC);
    } catch {
        // the user allows no work in the background: an open page sends
    }
}

export async function forgetPage(owner, url) {
    if (canKeep()) {
        await (await caches.open(PAGES + owner)).delete(url);
    }
}

/** Remove the pages of everybody but this user; without one, of everybody. */
export async function forgetOthers(owner) {
    if (!canKeep()) {
        return;
    }
    const mark = await (await caches.match(MARK_URL))?.text();
    if (mark && mark !== owner) {
        await caches.delete(MARK);
    }
    for (const name of await caches.keys()) {
        if (name.startsWith(PAGES) && name !== PAGES + owner) {
            await caches.delete(name);
        }
    }
    if (!owner) {
        await caches.delete(FILES);
    }
}
