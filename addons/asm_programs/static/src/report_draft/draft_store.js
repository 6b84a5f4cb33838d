/**
 * Reports that were opened in this browser, with what was typed and is not sent yet.
 *
 * One record a user and report. `owner` stands for the user (see
 * `asm.submission._draft_owner`): nobody is shown what another user typed.
 */

const DATABASE = "asm_reports";
const TABLE = "reports";
// apart, since what was typed is written often and these are large
const GRIDS = "grids";
// chosen without a connection; a record says how many of them there are
const KEPT_FILES = "files";

function finished(transaction, result) {
    return new Promise((resolve, reject) => {
        transaction.oncomplete = () => resolve(result());
        transaction.onabort = () => reject(transaction.error);
        transaction.onerror = () => reject(transaction.error);
    });
}

export class DraftStore {
    /** The database, or an error where the browser keeps nothing. */
    open() {
        this.opening ||= new Promise((resolve, reject) => {
            const request = globalThis.indexedDB.open(DATABASE, 2);
            request.onupgradeneeded = ({ oldVersion }) => {
                this.addFiles(request.result);
                if (oldVersion) {
                    return;
                }
                const table = request.result.createObjectStore(TABLE, {
                    keyPath: ["owner", "report"],
                });
                table.createIndex("owner", "owner");
                request.result.createObjectStore(GRIDS);
            };
            request.onsuccess = () => {
                const db = request.result;
                db.onversionchange = () => db.close();
                resolve(db);
            };
            request.onerror = () => reject(request.error);
            request.onblocked = () => reject(new Error("blocked"));
        });
        return this.opening;
    }

    addFiles(db) {
        const files = db.createObjectStore(KEPT_FILES, {
            keyPath: "id",
            autoIncrement: true,
        });
        files.createIndex("report", ["owner", "report"]);
    }

    async begin(mode, tables = [TABLE, GRIDS]) {
        const db = await this.open();
        return db.transaction(tables, mode);
    }

    /**
     * Change a record, with no other tab in between.
     *
     * @param {(record: Object) => Object|null} change null removes the record; a `grid`
     *   in it is what the server says of the report, and is read by `grid()`
     * @returns {Promise<Object|null>} the record as it is now
     */
    async change(owner, report, change) {
        const transaction = await this.begin("readwrite");
        const table = transaction.objectStore(TABLE);
        const grids = transaction.objectStore(GRIDS);
        const id = [owner, report];
        let record = null;
        const request = table.get(id);
        request.onsuccess = () => {
            const changed = change(request.result || { owner, report, typed: {} });
            if (!changed) {
                table.delete(id);
                grids.delete(id);
                return;
            }
            const { grid, ...rest } = changed;
            record = grid ? { ...rest, read_on: grid.read_on } : rest;
            if (grid) {
                grids.put(JSON.stringify(grid), id);
            }
            table.put(record);
        };
        return finished(transaction, () => record);
    }

    /** The newest that the server said of a report. */
    async grid(owner, report) {
        const transaction = await this.begin("readonly");
        const request = transaction.objectStore(GRIDS).get([owner, report]);
        return finished(transaction, () => JSON.parse(request.result || "null"));
    }

    async all(owner) {
        const transaction = await this.begin("readonly");
        const request = transaction.objectStore(TABLE).index("owner").getAll(owner);
        return finished(transaction, () => request.result);
    }

    async remove(owner, report) {
        for (const { id } of await this.files(owner, report)) {
            await this.removeFile(owner, report, id);
        }
        await this.change(owner, report, () => null);
    }

    /**
     * Keep a file until it can be sent.
     *
     * @param {Object} file `line` and `site` of its number, `name` and `blob`
     * @returns {Promise<number>} by which it is known
     */
    async addFile(owner, report, file) {
        return this.changeFiles(owner, report, 1, (files) =>
            files.add({ owner, report, ...file })
        );
    }

    async removeFile(owner, report, id) {
        await this.changeFiles(owner, report, -1, (files) => files.delete(id));
    }

    async changeFiles(owner, report, step, change) {
        const transaction = await this.begin("readwrite", [TABLE, KEPT_FILES]);
        const table = transaction.objectStore(TABLE);
        const request = table.get([owner, report]);
        request.onsuccess = () => {
            const record = request.result || { owner, report, typed: {} };
            table.put({ ...record, files: Math.max(0, (record.files || 0) + step) });
        };
        const changed = change(transaction.objectStore(KEPT_FILES));
        return finished(transaction, () => changed.result);
    }

    /** The files that wait in a report, in the order in which they were chosen. */
    async files(owner, report) {
        const transaction = await this.begin("readonly", [KEPT_FILES]);
        const request = transaction
            .objectStore(KEPT_FILES)
            .index("report")
            .getAll([owner, report]);
        return finished(transaction, () => request.result);
    }

    async removeAll(owner) {
        const records = await this.all(owner);
        for (const { report } of records) {
            await this.remove(owner, report);
        }
    }
}

export const draftStore = new DraftStore();

export function isWaiting(record) {
    const { files, submit, typed } = record;
    return Boolean(submit || files || Object.keys(typed).length);
}

/** A new key of a sending; randomUUID is for pages with a certificate alone. */
export function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * What is sent of a record, with the key of that content.
 *
 * The same content keeps its key until it is answered, in every tab.
 */
export function claimKey(record, { changes, shown, submit, lang }) {
    const content = JSON.stringify([changes, shown, submit, lang]);
    const isSame = record.key && record.content === content;
    return { ...record, content, submit, key: isSame ? record.key : newKey() };
}

/** What a record would send. */
export function sendingOf(record) {
    const entries = Object.entries(record.typed);
    return {
        changes: Object.fromEntries(entries.map(([name, { text }]) => [name, text])),
        shown: Object.fromEntries(entries.map(([name, { shown }]) => [name, shown])),
        submit: Boolean(record.submit),
        lang: record.lang,
    };
}

/**
 * A record after what was sent is answered.
 *
 * What was refused stays, and waits for the user to look at it.
 */
export function settle(record, changes, { problems, grid }) {
    const typed = Object.fromEntries(
        Object.entries(record.typed).filter(
            ([name, { text }]) => name in problems || text !== changes[name]
        )
    );
    const refused = Object.keys(problems).length > 0;
    return { ...record, typed, grid, refused, submit: false, key: null, content: null };
}
