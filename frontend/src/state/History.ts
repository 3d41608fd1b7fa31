import {
	type Backend,
	type Change,
	type DeletedCalendar,
	type Exchange,
	failureOf,
	type HistoryQuery,
	type Why,
} from "../backend";
import { instantOf, startOfWeek, wallAt } from "../time";
import type { Clock } from "./Clock";
import type { Edits } from "./Edits";
import { Observable } from "./observable";

/** How far back is looked. */
export type Since = "today" | "monday" | "all";

/** What is looked at: the changes of events, or the requests to the servers. */
export type Page = "changes" | "requests";

/** What the history is of: an event, or everything when uid is "". */
export interface Subject {
	uid: string;
	summary: string;
}

export interface HistoryValue {
	/** Undefined while the history is not looked at. */
	subject: Subject | undefined;
	page: Page;
	since: Since;
	/** Newest first. */
	changes: readonly Change[];
	/** Calendars that can be brought back. */
	deleted: readonly DeletedCalendar[];
	/** Why the changes of the subject came to be, once asked for. */
	why: Why | undefined;
	/** The newest requests to the servers, newest last. */
	requests: readonly Exchange[];
	/** The session that is looked for among the requests, or "". */
	session: string;
	loaded: boolean;
	failure: string;
}

const everything: Subject = { uid: "", summary: "" };
const nothing = { changes: [], deleted: [], why: undefined, requests: [], session: "", loaded: false, failure: "" };

/** How many changes are shown at once. */
const LIMIT = 500;

/** What has happened, to an event or to everything, and what can be brought back? */
export class History extends Observable<HistoryValue> {
	private readonly backend: Backend;
	private readonly edits: Edits;
	private readonly clock: Clock;
	private asked = 0;

	constructor(backend: Backend, edits: Edits, clock: Clock) {
		super({ subject: undefined, page: "changes", since: "monday", ...nothing });
		this.backend = backend;
		this.edits = edits;
		this.clock = clock;
	}

	async show(subject: Subject = everything): Promise<void> {
		this.set({ ...this.value, subject, page: "changes", ...nothing });
		await this.refresh();
	}

	/** Turns to the requests: those of a session, where one is named. */
	async showRequests(session = ""): Promise<void> {
		this.set({ ...this.value, subject: everything, page: "requests", ...nothing, session });
		await this.refresh();
	}

	close(): void {
		this.asked++;
		this.set({ ...this.value, subject: undefined, ...nothing });
	}

	async look(since: Since): Promise<void> {
		this.set({ ...this.value, since, loaded: false });
		await this.refresh();
	}

	/** Asks again, if anyone looks; the answer to an older question is ignored. */
	async refresh(): Promise<void> {
		const { subject, since, page } = this.value;
		if (!subject) return;
		const question = ++this.asked;
		const all = page === "requests" ? { limit: LIMIT } : { since: this.start(since), limit: LIMIT };
		const query: HistoryQuery = subject.uid ? { uid: subject.uid } : all;
		try {
			const [changes, deleted, why, requests] = await Promise.all([
				this.backend.history(query, this.clock.zone).catch(noneKnown),
				subject.uid || page === "requests" ? [] : this.backend.deletedCalendars(),
				this.value.why ? this.backend.why(subject.uid, this.clock.zone) : undefined,
				page === "requests" ? this.backend.record(this.clock.zone) : [],
			]);
			const answer = { changes, deleted, why, requests, loaded: true, failure: "" };
			if (question === this.asked) this.set({ ...this.value, ...answer });
		} catch (thrown) {
			if (question === this.asked) this.set({ ...this.value, loaded: true, failure: failureOf(thrown).message });
		}
	}

	/** Asks which requests brought the changes of the event. */
	async explain(): Promise<void> {
		const { subject } = this.value;
		if (!subject || this.value.why) return;
		const why = await this.backend.why(subject.uid, this.clock.zone);
		if (this.value.subject === subject) this.set({ ...this.value, why });
	}

	/** Brings an event back to what it was after a change. */
	restore(change: Change): Promise<boolean> {
		return this.edits.perform(
			() => this.backend.restore(change.change),
			() => `Restored “${change.summary}”`,
		);
	}

	/** Takes back everything that came in with a sync. */
	restoreSync(sync: string): Promise<boolean> {
		return this.edits.perform(
			() => this.backend.restoreSync(sync),
			({ changes = 0, left = 0 }) => {
				const kept = left > 0 ? ` ${left === 1 ? "One was" : `${left} were`} changed since and left alone.` : "";
				return `Took back ${changes === 1 ? "1 change" : `${changes} changes`}.${kept}`;
			},
		);
	}

	restoreCalendar(calendar: DeletedCalendar): Promise<boolean> {
		return this.edits.perform(
			() => this.backend.restoreCalendar(calendar.id),
			() => `Restored the calendar “${calendar.name}”`,
		);
	}

	private start(since: Since): string {
		if (since === "all") return "";
		const { today } = this.clock.value;
		const day = since === "today" ? today : startOfWeek(today, 1);
		return new Date(instantOf(wallAt(day, 0), this.clock.zone)).toISOString();
	}
}

/** An event that was never changed has no history, which is no failure. */
function noneKnown(thrown: unknown): Change[] {
	if (failureOf(thrown).code === "not_found") return [];
	throw thrown;
}
