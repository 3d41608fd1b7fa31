import { type Backend, type Change, isReceipt } from "../backend";
import type { Clock } from "./Clock";
import type { History } from "./History";
import type { Messages } from "./Messages";

/** The fields of which a person wants to know that a server changed them. */
const SEEN = new Set(["summary", "start", "end", "location", "rrule", "description", "status", "alarm"]);

/** How long nothing more has changed, in ms, before what came in is told. */
const QUIET = 600;

/**
 * What did a sync do that a person would miss? What was deleted elsewhere, merged with
 * an edit made here, or rewritten by the server is told in passing, with the way to it.
 */
export class Arrivals {
	private readonly backend: Backend;
	private readonly history: History;
	private readonly messages: Messages;
	private readonly clock: Clock;
	/** The newest change known (RFC 3339), and the changes of the last answer. */
	private since: string;
	private known = new Set<string>();
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(backend: Backend, history: History, messages: Messages, clock: Clock) {
		this.backend = backend;
		this.history = history;
		this.messages = messages;
		this.clock = clock;
		this.since = new Date(clock.value.instant).toISOString();
	}

	/** Something changed. What it was is asked when there has been quiet for a moment, so that a sync is told of as a whole. */
	changed(): void {
		clearTimeout(this.timer);
		this.timer = setTimeout(() => void this.look(), QUIET);
	}

	private async look(): Promise<void> {
		try {
			const answer = await this.backend.history({ since: this.since }, this.clock.zone);
			const fresh = answer.filter(({ change, sync }) => sync !== "" && !this.known.has(change));
			this.known = new Set(answer.map(({ change }) => change));
			this.since = answer[0]?.at ?? this.since;
			this.tell(fresh);
		} catch {
			// it is in the history all the same
		}
	}

	private tell(fresh: readonly Change[]): void {
		const back = fresh.find((change) => change.back);
		if (back) {
			const show = { label: "Show", run: () => void this.history.show(back) };
			this.messages.news(`“${back.summary}” is back where it was: its new calendar can only be read.`, show);
			return;
		}
		const gone = fresh.filter(({ kind, origin }) => kind === "deleted" && origin === "server");
		const [first] = gone;
		if (first && gone.length === 1) {
			const back = { label: "Bring it back", run: () => void this.history.restore(first) };
			this.messages.news(`“${first.summary}” was deleted on ${first.account}.`, back);
			return;
		}
		if (gone.length > 1) {
			const show = { label: "Show", run: () => void this.history.show() };
			this.messages.news(`${gone.length} events were deleted on their server.`, show);
			return;
		}
		const merged = fresh.find(({ origin, kind }) => origin === "merge" && kind === "edited");
		const rewritten = fresh.find((change) => isReceipt(change) && change.fields.some(({ name }) => SEEN.has(name)));
		const one = merged ?? rewritten;
		if (!one) return;
		const { uid, summary, account } = one;
		const text = merged
			? `“${summary}” was changed elsewhere too. Both changes are kept.`
			: `${account} changed what you sent of “${summary}”.`;
		this.messages.news(text, { label: "Show", run: () => void this.history.show({ uid, summary }) });
	}
}
