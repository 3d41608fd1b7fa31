import { describe, expect, it } from "vitest";
import { dayspan, parseDay, wallAt } from "../time";
import { drawn, FINE_STEP, moved, STEP, stretched } from "./Gesture";

const day = parseDay("2026-11-24");
const meeting = { start: wallAt(day, 600), end: wallAt(day, 645), allDay: false };
const trip = dayspan(day, day + 2);

describe("moving", () => {
	it("keeps the length and snaps the start", () => {
		const to = moved(meeting, { day, minute: 610 }, { day: day + 1, minute: 667 }, STEP);
		expect(to).toEqual({ start: wallAt(day + 1, 660), end: wallAt(day + 1, 705), allDay: false });
		expect(moved(meeting, { day, minute: 610 }, { day, minute: 617 }, FINE_STEP).start).toBe(wallAt(day, 605));
	});

	it("to the lane makes it a day, and back among the hours an hour", () => {
		expect(moved(meeting, { day, minute: 610 }, { day: day + 1, minute: undefined }, STEP)).toEqual(
			dayspan(day + 1, day + 1),
		);
		const timed = moved(trip, { day, minute: undefined }, { day, minute: 615 }, STEP);
		expect(timed).toEqual({ start: wallAt(day, 600), end: wallAt(day, 660), allDay: false });
	});

	it("by days where there are no hours, as in a month", () => {
		expect(moved(meeting, { day, minute: undefined }, { day: day - 3, minute: undefined }, STEP)).toEqual({
			...meeting,
			start: wallAt(day - 3, 600),
			end: wallAt(day - 3, 645),
		});
		expect(moved(trip, { day: day + 1, minute: undefined }, { day: day + 3, minute: undefined }, STEP)).toEqual(
			dayspan(day + 2, day + 4),
		);
	});
});

describe("stretching", () => {
	it("never turns a span inside out", () => {
		expect(stretched(meeting, "end", { day, minute: 300 }, STEP).end).toBe(wallAt(day, 615));
		expect(stretched(meeting, "start", { day, minute: 900 }, STEP).start).toBe(wallAt(day, 630));
		expect(stretched(trip, "end", { day: day - 5, minute: undefined }, STEP)).toEqual(dayspan(day, day));
	});

	it("takes in the day the edge is held over", () => {
		expect(stretched(trip, "end", { day: day + 4, minute: undefined }, STEP)).toEqual(dayspan(day, day + 4));
		expect(stretched(trip, "start", { day: day - 1, minute: undefined }, STEP)).toEqual(dayspan(day - 1, day + 2));
	});
});

describe("drawing", () => {
	it("goes both ways, and is never empty", () => {
		const down = drawn({ day, minute: 600 }, { day, minute: 662 }, STEP);
		expect(down).toEqual({ start: wallAt(day, 600), end: wallAt(day, 660), allDay: false });
		expect(drawn({ day, minute: 660 }, { day, minute: 600 }, STEP)).toEqual(down);
		expect(drawn({ day, minute: 600 }, { day, minute: 601 }, STEP).end).toBe(wallAt(day, 615));
	});

	it("over days makes whole days", () => {
		expect(drawn({ day: day + 2, minute: undefined }, { day, minute: undefined }, STEP)).toEqual(trip);
	});
});
