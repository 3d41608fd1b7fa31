import { addMonths, type Day, daysFrom, daysShown, startOfMonth, type ViewKind, type Weekday } from "../time";
import { Observable } from "./observable";

export interface Look {
	view: ViewKind;
	/** The day looked at; the view shows the days around it. */
	day: Day;
	days: readonly Day[];
	weekStart: Weekday;
	/** How many days the view of days shows. */
	count: number;
	/** Whether hours are shown in other zones, too, where the person chose some. */
	zones: boolean;
}

/** Which days are on screen, and how? */
export class Viewing extends Observable<Look> {
	constructor(view: ViewKind, day: Day, weekStart: Weekday) {
		super({ view, day, days: daysShown(view, day, weekStart), weekStart, count: 3, zones: true });
	}

	show(view: ViewKind, day = this.value.day): void {
		this.look({ view, day });
	}

	/** Shows so many days, from the one looked at on. */
	showDays(count: number): void {
		this.look(count === 1 ? { view: "day" } : { view: "days", count });
	}

	goTo(day: Day): void {
		this.look({ day });
	}

	/** n views further, or back. A month is entered at its first day, so that stepping never loses the 31st. */
	step(n: number): void {
		const { view, day, days } = this.value;
		if (view === "month") this.look({ day: addMonths(startOfMonth(day), n) });
		else if (view === "year") this.look({ day: addMonths(startOfMonth(day), 12 * n) });
		else if (view === "agenda") this.look({ day: day + 7 * n });
		else this.shift(days.length * n);
	}

	/** Scrolls: by days where days are columns, by weeks where they are rows. */
	slide(n: number): void {
		const { view } = this.value;
		if (view === "year") this.step(n);
		else this.shift(view === "month" ? 7 * n : n);
	}

	toggleZones(): void {
		this.set({ ...this.value, zones: !this.value.zones });
	}

	setWeekStart(weekStart: Weekday): void {
		this.look({ weekStart });
	}

	/** The same number of days, so many days on. A month is then that of the day in the middle. */
	private shift(by: number): void {
		const { view, day, days } = this.value;
		const first = (days[0] ?? day) + by;
		const middle = first + Math.floor(days.length / 2);
		this.set({ ...this.value, days: daysFrom(first, days.length), day: view === "month" ? middle : day + by });
	}

	private look(change: Partial<Look>): void {
		const next = { ...this.value, ...change };
		this.set({ ...next, days: daysShown(next.view, next.day, next.weekStart, next.count) });
	}
}
