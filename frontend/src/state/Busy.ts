import type { Backend } from "../backend";
import { type Day, daysOf, instantOf, wallAt } from "../time";
import { Observable } from "./observable";
import { place } from "./placed";

/** The calendars of what touches a day, by day: each once for every event. */
export type BusyDays = ReadonlyMap<Day, readonly string[]>;

/** How many days are asked for on either side, so that the next month is there before it is turned to. */
const MARGIN = 42;
/** How long nothing more has changed, in ms, before it is asked again. */
const QUIET = 400;

/** How busy are the days of a month at a glance? It shows more days than the view beside it. */
export class Busy extends Observable<BusyDays> {
	private readonly backend: Backend;
	private zone: string;
	private window: { first: Day; last: Day } | undefined;
	private asked = 0;
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(backend: Backend, zone: string) {
		super(new Map());
		this.backend = backend;
		this.zone = zone;
	}

	/** The days on screen. Asks only when they are not held already. */
	async show(first: Day, last: Day): Promise<void> {
		if (this.window && this.window.first <= first && last <= this.window.last) return;
		this.window = { first: first - MARGIN, last: last + MARGIN };
		await this.refresh();
	}

	async setZone(zone: string): Promise<void> {
		this.zone = zone;
		await this.refresh();
	}

	/** Asks again, when there has been quiet for a moment. */
	changed(): void {
		clearTimeout(this.timer);
		this.timer = setTimeout(() => void this.refresh(), QUIET);
	}

	private async refresh(): Promise<void> {
		if (!this.window) return;
		const { first, last } = this.window;
		const question = ++this.asked;
		const at = (day: Day) => new Date(instantOf(wallAt(day, 0), this.zone)).toISOString();
		try {
			const { occurrences } = await this.backend.agenda(at(first), at(last + 1), this.zone, "");
			if (question !== this.asked) return;
			const days = new Map<Day, string[]>();
			for (const occurrence of occurrences) {
				const run = daysOf(place(occurrence, this.zone).span);
				for (let day = Math.max(run.first, first); day <= Math.min(run.last, last); day++) {
					const there = days.get(day);
					if (there) there.push(occurrence.calendar);
					else days.set(day, [occurrence.calendar]);
				}
			}
			this.set(days);
		} catch {
			// the next notice asks again; until then what was known stays
		}
	}
}
