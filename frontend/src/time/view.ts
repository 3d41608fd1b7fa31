import { addMonths, type Day, daysFrom, startOfMonth, startOfWeek, type Weekday } from "./days";

/** The ways to look at days. */
export type ViewKind = "day" | "week" | "month";

/** The days a view shows when it looks at day. A month shows whole weeks, as few as hold it. */
export function daysShown(view: ViewKind, day: Day, weekStart: Weekday): Day[] {
	switch (view) {
		case "day":
			return [day];
		case "week":
			return daysFrom(startOfWeek(day, weekStart), 7);
		case "month": {
			const first = startOfWeek(startOfMonth(day), weekStart);
			const last = startOfWeek(addMonths(startOfMonth(day), 1) - 1, weekStart) + 6;
			return daysFrom(first, last - first + 1);
		}
	}
}

/** The day to look at one step further: a day, a week or a month. */
export function step(view: ViewKind, day: Day, n: number): Day {
	return view === "month" ? addMonths(day, n) : day + n * (view === "week" ? 7 : 1);
}
