import { addMonths, type Day, daysShown, startOfMonth, step, type ViewKind, type Weekday } from "../time";
import { Observable } from "./observable";

export interface Look {
	view: ViewKind;
	/** The day looked at; the view shows the days around it. */
	day: Day;
	days: readonly Day[];
	weekStart: Weekday;
}

/** Which days are on screen, and how? */
export class Viewing extends Observable<Look> {
	constructor(view: ViewKind, day: Day, weekStart: Weekday) {
		super({ view, day, days: daysShown(view, day, weekStart), weekStart });
	}

	show(view: ViewKind, day = this.value.day): void {
		this.look({ view, day });
	}

	goTo(day: Day): void {
		this.look({ day });
	}

	/** n views further, or back. A month is entered at its first day, so that stepping never loses the 31st. */
	step(n: number): void {
		const { view, day } = this.value;
		this.look({ day: view === "month" ? addMonths(startOfMonth(day), n) : step(view, day, n) });
	}

	setWeekStart(weekStart: Weekday): void {
		this.look({ weekStart });
	}

	private look(change: Partial<Look>): void {
		const next = { ...this.value, ...change };
		this.set({ ...next, days: daysShown(next.view, next.day, next.weekStart) });
	}
}
