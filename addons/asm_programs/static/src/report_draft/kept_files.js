import { Refusal, send } from "../report_grid/report_grid_upload";

/** The files of a report that were chosen without a connection. */
export class KeptFiles {
    /**
     * @param {DraftKeeper} keeper
     * @param {ReportGridModel} model reactive: it shows the files as they go
     */
    constructor(keeper, model) {
        this.keeper = keeper;
        this.model = model;
    }

    get isAway() {
        return this.keeper.isAway;
    }

    get waiting() {
        return Object.values(this.model.sending)
            .flat()
            .filter((item) => item.isKept);
    }

    listOf({ line, site }) {
        return (this.model.sending[`${line}-${site}`] ||= []);
    }

    /** Show again what was chosen before the page was closed. */
    async load() {
        const { owner, report, store } = this.keeper;
        for (const { id, line, site, name, blob } of await store.files(owner, report)) {
            const values = { file: new File([blob], name, { type: blob.type }) };
            this.listOf({ line, site }).push({
                ...{ id, line, site, name, values },
                percent: 0,
                problem: "",
                isKept: true,
            });
        }
    }

    /** @returns {Promise<boolean>} whether the browser has room for it */
    async keep(item, line, site) {
        const { owner, report, store } = this.keeper;
        const file = { line, site, name: item.name, blob: item.values.file };
        try {
            item.id ||= await store.addFile(owner, report, file);
        } catch {
            return false;
        }
        Object.assign(item, { line, site, problem: "", isKept: true });
        if (!this.isAway) {
            this.keeper.wait();
        }
        return true;
    }

    async drop(item) {
        const { owner, report, store } = this.keeper;
        item.isKept = false;
        if (item.id) {
            await store.removeFile(owner, report, item.id);
        }
    }

    /** Send what waits, then the report where that was the wish. */
    async send() {
        const { keeper } = this;
        keeper.state.sign = "saving";
        if (keeper.failures) {
            keeper.back = keeper.onBack();
        }
        // what is sent from here needs the token of a new session
        await keeper.back;
        let isWhole;
        try {
            isWhole = await this.sendAll();
        } catch (error) {
            if (!(error instanceof Refusal)) {
                throw error;
            }
            keeper.failures += 1;
            keeper.wait();
            return;
        }
        keeper.failures = 0;
        Object.assign(keeper.state, {
            sign: isWhole ? "saved" : "problems",
            at: new Date(),
        });
        if (!isWhole) {
            await this.holdBack();
        } else if (keeper.state.isSubmitting) {
            keeper.schedule(0);
        }
    }

    /** A file was refused: the report waits until the user has seen it. */
    async holdBack() {
        const { keeper } = this;
        keeper.state.isSubmitting = false;
        await keeper.change((record) => ({ ...record, refused: true, submit: false }));
    }

    /**
     * Send what waits; what is refused stays in its list with the reason.
     *
     * @throws {Refusal} where there is no connection after all
     * @returns {Promise<boolean>} whether all of it arrived
     */
    async sendAll() {
        let isWhole = true;
        for (const item of this.waiting) {
            try {
                await this.sendOne(item);
            } catch (error) {
                if (!(error instanceof Refusal) || error.isAway) {
                    item.isKept = true;
                    throw error;
                }
                item.problem = error.message;
                isWhole = false;
            }
        }
        return isWhole;
    }

    async sendOne(item) {
        const { line, site, values } = item;
        item.isKept = false;
        const answer = await send(
            this.model.grid.uploads.url,
            { line, site, file: values.file },
            (percent) => (item.percent = percent)
        );
        this.model.takeEvidence(line, site, answer);
        const list = this.listOf(item);
        list.splice(list.indexOf(item), 1);
        await this.drop(item);
    }
}
