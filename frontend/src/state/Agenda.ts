import { type Backend, failureOf, type Problem } from "../backend";
import { type Day, instantOf, type Span, wallAt } from "../time";
import { Observable } from "./observable";
import { type Placed, place } from "./placed";

export interface AgendaValue {
	/** Everything that touches the days on screen and their neighbours, in order of start. */
	placed: readonly Placed[];
	/** The same without what is proposed. */
	actual: readonly Placed[];
	problems: readonly Problem[];
	/** A sentence when the last question had no answer; what is shown is then the answer before. */
	failure: string;
	/** False until the first answer. */
	loaded: boolean;
	/** What is shown is what was known then (epoch ms), and cannot be changed; 0: what is known now. */
	asOf: number;
}

const nothing: ReadonlyMap<string, undefined> = new Map();

/** How many days at most are asked for on either side of those on screen. */
const MOST_MARGIN = 42;

/**
 * What takes place on the days on screen? Asks for them and as many on either
 * side, so that the next page is there before it is turned to; asks again when
 * told of a change; ignores an answer to an older question.
 */
export class Agenda extends Observable<AgendaValue> {
	private readonly backend: Backend;
	private zone: string;
	private window: { first: Day; last: Day } | undefined;
	private asked = 0;
	private answered: readonly Placed[] = [];
	private proposals: ReadonlyMap<string, Span | undefined> = nothing;

	constructor(backend: Backend, zone: string) {
		super({ placed: [], actual: [], problems: [], failure: "", loaded: false, asOf: 0 });
		this.backend = backend;
		this.zone = zone;
	}

	/** The days on screen. Asks only when they are not held already. */
	async show(days: readonly Day[]): Promise<void> {
		const first = days[0] ?? 0;
		const last = days[days.length - 1] ?? first;
		if (this.window && this.window.first <= first && last <= this.window.last && this.value.loaded) {
			const room = Math.min(first - this.window.first, this.window.last - last);
			if (room > 0) return;
		}
		const margin = Math.min(days.length, MOST_MARGIN);
		this.window = { first: first - margin, last: last + margin };
		await this.refresh();
	}

	async setZone(zone: string): Promise<void> {
		this.zone = zone;
		await this.refresh();
	}

	/** Shows what was known at an instant (epoch ms), or now again with 0. Answers why it cannot; then nothing changes. */
	async travel(asOf: number): Promise<string> {
		if (asOf > 0 && this.window) {
			const [from] = this.bounds(this.window).map((instant) => new Date(instant).toISOString());
			try {
				await this.backend.agenda(from ?? "", from ?? "", this.zone, new Date(asOf).toISOString());
			} catch (thrown) {
				return failureOf(thrown).message;
			}
		}
		this.proposals = nothing;
		this.publish({ asOf });
		await this.refresh();
		return "";
	}

	/** Asks again, unless the change (epoch ms) lies outside of what is held. */
	async changed({ from, to }: { from: number; to: number }): Promise<void> {
		if (!this.window) return;
		const everything = from === 0 && to === 0;
		const [first, last] = this.bounds(this.window);
		if (everything || (from <= last && to >= first)) await this.refresh();
	}

	/** Shows an occurrence elsewhere (or nowhere) until the truth is known. */
	propose(key: string, span: Span | undefined): void {
		this.proposeAll(new Map([[key, span]]));
	}

	/** Shows several occurrences elsewhere, by key, in place of what was proposed before. */
	proposeAll(proposals: ReadonlyMap<string, Span | undefined>): void {
		this.proposals = proposals;
		this.publish({});
	}

	/** Takes a proposal back. */
	withdraw(): void {
		if (this.proposals.size === 0) return;
		this.proposals = nothing;
		this.publish({});
	}

	/** Ends a proposal together with the answer that makes it true. */
	async settle(): Promise<void> {
		await this.refresh(() => {
			this.proposals = nothing;
		});
	}

	find(key: string): Placed | undefined {
		return this.value.placed.find((p) => p.key === key);
	}

	private async refresh(before: () => void = () => {}): Promise<void> {
		if (!this.window) return before();
		const question = ++this.asked;
		const [from, to] = this.bounds(this.window).map((instant) => new Date(instant).toISOString());
		try {
			const { asOf } = this.value;
			const then = asOf > 0 ? new Date(asOf).toISOString() : "";
			const { occurrences, problems } = await this.backend.agenda(from ?? "", to ?? "", this.zone, then);
			before();
			if (question !== this.asked) return;
			this.answered = occurrences.map((occurrence) => place(occurrence, this.zone));
			this.publish({ problems, failure: "", loaded: true });
		} catch (thrown) {
			before();
			if (question === this.asked) this.publish({ failure: failureOf(thrown).message, loaded: true });
		}
	}

	private publish(change: Partial<AgendaValue>): void {
		this.set({ ...this.value, ...change, placed: this.proposed(), actual: this.answered });
	}

	private proposed(): readonly Placed[] {
		const { proposals } = this;
		if (proposals.size === 0) return this.answered;
		return this.answered.flatMap((p) => {
			if (!proposals.has(p.key)) return [p];
			const span = proposals.get(p.key);
			return span ? [{ ...p, span }] : [];
		});
	}

	private bounds({ first, last }: { first: Day; last: Day }): [number, number] {
		return [instantOf(wallAt(first, 0), this.zone), instantOf(wallAt(last + 1, 0), this.zone)];
	}
}
