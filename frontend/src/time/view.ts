import { addMonths, type Day, dayOf, daysFrom, fieldsOf, startOfMonth, startOfWeek, type Weekday } from "./days";

/** The ways to look at days. days shows as many as one likes, agenda a list of what comes. */
export type ViewKind = "day" | "days" | "week" | "month" | "year" | "agenda";

/** How many days an agenda lists at once. */
export const AGENDA_DAYS = 28;

/**
 * The days a view shows when it looks at day; count is how many the view of days shows.
 * A month shows whole weeks, as few as hold it.
 */
export function daysShown(view: ViewKind, day: Day, weekStart: Weekday, count = 1): Day[] {
	switch (view) {
		case "day":
			return [day];
		case "days":
			return daysFrom(day, count);
		case "week":
			return daysFrom(startOfWeek(day, weekStart), 7);
		case "month": {
			const first = startOfWeek(startOfMonth(day), weekStart);
			const last = startOfWeek(addMonths(startOfMonth(day), 1) - 1, weekStart) + 6;
			return daysFrom(first, last - first + 1);
		}
		case "year": {
			const first = startOfYear(day);
			return daysFrom(first, dayOf(fieldsOf(day).year + 1, 1, 1) - first);
		}
		case "agenda":
			return daysFrom(day, AGENDA_DAYS);
	}
}

/** The first of January of the year that holds day. */
export function startOfYear(day: Day): Day {
	return dayOf(fieldsOf(day).year, 1, 1);
}

/** Whether a view is a grid, in which a new event can be drawn. */
export function isGrid(view: ViewKind): boolean {
	return view !== "agenda" && view !== "year";
}
