// @odoo-module ignore

/**
 * Opens reports without a connection.
 *
 * Before it the server puts draft_store.js and draft_send.js, which pages use as well.
 *
 * The network comes first. Kept are the pages that the server marks with the user they
 * are for, and the files they are made of. They are shown as long as that user's mark
 * is there: logging out, or another user, removes it (kept_pages.js).
 */

/* eslint-disable no-restricted-globals */
const PAGES = "asm-report-pages-";
const FILES = "asm-report-files";
const NOTHING = "asm-report-nothing";
const MARK = "asm-report-mark";
const MARK_URL = "/my/reports/mark";
const PHONE_URL = "/my/reports/phone";
const NOTHING_URL = "/my/offline";
const SYNC = "asm-reports";
const IS_KEPT = /^\/my\/reports\/(\d+|phone)$/;
const IS_HASHED = /^\/web\/assets\//;
const IS_FILE =
    /^\/(web\/assets\/|website\/translations|web\/webclient\/translations|logo\.png|\w+\/static\/)/;
const GONE = [403, 404];
const AWAY = [502, 503, 504];
// milliseconds until a connection that gives nothing counts as none
const PATIENCE = 15000;

self.addEventListener("install", (event) => {
    self.skipWaiting();
    event.waitUntil(caches.open(NOTHING).then((cache) => cache.add(NOTHING_URL)));
});

self.addEventListener("activate", (event) => {
    event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) {
        return;
    }
    if (request.mode === "navigate") {
        event.respondWith(openPage(event, url));
    } else if (IS_FILE.test(url.pathname)) {
        event.respondWith(openFile(event, url));
    }
});

// where the browser has it: the connection is back, and no page may be open
self.addEventListener("sync", (event) => {
    if (event.tag === SYNC) {
        event.waitUntil(sendAll());
    }
});

async function sendAll() {
    const pages = await self.clients.matchAll({ type: "window" });
    const owner = await readMark();
    if (!owner || pages.some(({ visibilityState }) => visibilityState === "visible")) {
        // a page that is looked at sends by itself
        return;
    }
    const session = await call("/my/reports/session", {});
    if (session?.owner !== owner) {
        return;
    }
    const server = {
        save: call,
        upload: (url, file) => postFile(url, file, session.csrf_token),
    };
    for (const record of await draftStore.all(owner)) {
        if (isWaiting(record) && !record.refused) {
            await sendRecord(draftStore, record, server);
        }
    }
}

/** Ask the server; no connection is an error, upon which the browser tries again. */
async function call(url, params) {
    const response = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ params }),
    });
    const { error, result } = await response.json();
    if (error) {
        throw new Error(error.message);
    }
    return result;
}

async function readMark() {
    const files = await caches.open(MARK);
    return (await files.match(MARK_URL))?.text();
}

async function findCopy(path) {
    const owner = await readMark();
    const pages = owner && (await caches.open(PAGES + owner));
    return pages && pages.match(path);
}

async function openPage(event, url) {
    const copy = IS_KEPT.test(url.pathname) && (await findCopy(url.pathname));
    try {
        const response = await fetchInTime(event.request, copy);
        if (AWAY.includes(response.status) && copy) {
            return copy;
        }
        if (IS_KEPT.test(url.pathname)) {
            await keepOrForget(url, response.clone());
        }
        return response;
    } catch {
        return copy || (await findCopy(PHONE_URL)) || showNothing();
    }
}

function fetchInTime(request, copy) {
    const answer = fetch(request);
    if (!copy) {
        return answer;
    }
    const tooLate = new Promise((_, reject) => setTimeout(reject, PATIENCE));
    return Promise.race([answer, tooLate]);
}

async function keepOrForget({ pathname, search }, response) {
    const owner = response.headers.get("X-Report-Owner");
    try {
        if (owner && response.ok) {
            const mark = await caches.open(MARK);
            await mark.put(MARK_URL, new Response(owner));
            const pages = await caches.open(PAGES + owner);
            await (search ? pages.delete(pathname) : pages.put(pathname, response));
        } else if (response.ok || GONE.includes(response.status)) {
            const mark = await readMark();
            const pages = mark && (await caches.open(PAGES + mark));
            await pages?.delete(pathname);
        }
    } catch {
        // no room: the page is shown all the same
    }
}

async function showNothing() {
    return (await caches.match(NOTHING_URL)) || Response.error();
}

async function openFile(event, url) {
    const isHashed = IS_HASHED.test(url.pathname);
    const copy = isHashed && (await caches.match(event.request));
    if (copy) {
        return copy;
    }
    try {
        const response = await fetch(event.request);
        if (response.ok && (await isForKept(event))) {
            const clone = response.clone();
            event.waitUntil(
                caches
                    .open(FILES)
                    .then((files) => files.put(event.request, clone))
                    .catch(() => {})
            );
        }
        return response;
    } catch (error) {
        const found =
            (await caches.match(event.request)) ||
            (!isHashed && (await caches.match(event.request, { ignoreSearch: true })));
        if (found) {
            return found;
        }
        throw error;
    }
}

async function isForKept(event) {
    const client = await self.clients.get(event.clientId);
    return client && IS_KEPT.test(new URL(client.url).pathname);
}
