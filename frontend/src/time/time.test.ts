import { describe, expect, it } from "vitest";
import {
	addMonths,
	dayOf,
	dayOfWall,
	daysFrom,
	daysOf,
	dayspan,
	daysShown,
	formatAgo,
	formatLength,
	instantOf,
	isBar,
	isoDay,
	isoWall,
	lastDay,
	parseDate,
	parseDay,
	parseTime,
	parseWall,
	shift,
	snap,
	startOfWeek,
	stretch,
	wallAt,
	wallOf,
	weekdayOf,
	weekNumber,
} from ".";

describe("days", () => {
	it("reads back every day it writes, over a century", () => {
		for (let day = dayOf(1970, 1, 1); day < dayOf(2070, 1, 1); day += 13) expect(parseDay(isoDay(day))).toBe(day);
	});

	it("agrees with Date on the day of the week", () => {
		for (const day of daysFrom(dayOf(1999, 12, 20), 400)) {
			expect(weekdayOf(day)).toBe(new Date(`${isoDay(day)}T00:00:00Z`).getUTCDay());
		}
	});

	it.each([
		["2026-01-31", 1, "2026-02-28"],
		["2028-01-31", 1, "2028-02-29"],
		["2026-03-31", -1, "2026-02-28"],
		["2026-11-30", 3, "2027-02-28"],
		["2026-12-15", 1, "2027-01-15"],
	])("adds months to %s: %i gives %s", (from, n, to) => {
		expect(isoDay(addMonths(parseDay(from), n))).toBe(to);
	});

	it.each([
		["2026-01-01", 53 - 52],
		["2027-01-01", 53],
		["2024-12-30", 1],
		["2026-11-24", 48],
	])("numbers the week of %s %i", (day, week) => {
		expect(weekNumber(parseDay(day))).toBe(week);
	});

	it.each([0, 1, 6])("starts weeks on day %i", (start) => {
		for (const day of daysFrom(dayOf(2026, 11, 1), 60)) {
			const first = startOfWeek(day, start);
			expect(weekdayOf(first)).toBe(start);
			expect(day - first).toBeGreaterThanOrEqual(0);
			expect(day - first).toBeLessThan(7);
		}
	});

	it("shows a month in whole weeks that hold all of it", () => {
		for (let n = 0; n < 36; n++) {
			const first = dayOf(2026, 1 + n, 1);
			const days = daysShown("month", first + 9, n % 2);
			expect(days.length % 7).toBe(0);
			expect(days).toContain(first);
			expect(days).toContain(addMonths(first, 1) - 1);
			expect(weekdayOf(days[0] ?? 0)).toBe(n % 2);
		}
	});
});

describe("wall times", () => {
	const berlin = "Europe/Berlin";

	it("are their own inverse where no clock is turned", () => {
		for (let wall = wallAt(dayOf(2026, 11, 20), 0); wall < wallAt(dayOf(2026, 11, 23), 0); wall += 37) {
			expect(wallOf(instantOf(wall, berlin), berlin)).toBe(wall);
			expect(parseWall(isoWall(wall))).toBe(wall);
		}
	});

	it("skip an hour on a day of 23 hours: a time in the gap is an hour later", () => {
		const day = parseDay("2026-03-29");
		const hours = (instantOf(wallAt(day + 1, 0), berlin) - instantOf(wallAt(day, 0), berlin)) / 3_600_000;
		expect(hours).toBe(23);
		expect(wallOf(instantOf(wallAt(day, 150), berlin), berlin)).toBe(wallAt(day, 210));
		expect(wallOf(instantOf(wallAt(day, 119), berlin) + 60_000, berlin)).toBe(wallAt(day, 180));
	});

	it("show an hour twice on a day of 25 hours: the first is meant", () => {
		const day = parseDay("2026-10-25");
		const hours = (instantOf(wallAt(day + 1, 0), berlin) - instantOf(wallAt(day, 0), berlin)) / 3_600_000;
		expect(hours).toBe(25);
		const first = instantOf(wallAt(day, 150), berlin);
		expect(new Date(first).toISOString()).toBe("2026-10-25T00:30:00.000Z");
		expect(wallOf(first + 3_600_000, berlin)).toBe(wallAt(day, 150));
	});

	it("know a day whose midnight is skipped", () => {
		const day = parseDay("2026-03-08");
		expect(dayOfWall(wallOf(instantOf(wallAt(day, 0), "America/Havana"), "America/Havana"))).toBe(day);
	});
});

describe("spans", () => {
	const day = parseDay("2026-11-24");

	it("that end at midnight belong to the earlier day only", () => {
		expect(lastDay({ start: wallAt(day, 1320), end: wallAt(day + 1, 0), allDay: false })).toBe(day);
		expect(daysOf({ start: wallAt(day, 1320), end: wallAt(day + 1, 1), allDay: false })).toEqual({
			first: day,
			last: day + 1,
		});
	});

	it("without length lie in the day of their start", () => {
		expect(lastDay({ start: wallAt(day, 0), end: wallAt(day, 0), allDay: false })).toBe(day);
	});

	it("are bars when they are all-day, or a day long", () => {
		expect(isBar(dayspan(day, day))).toBe(true);
		expect(isBar({ start: wallAt(day, 600), end: wallAt(day + 1, 600), allDay: false })).toBe(true);
		expect(isBar({ start: wallAt(day, 600), end: wallAt(day + 1, 599), allDay: false })).toBe(false);
	});

	it("keep their length when moved, and a least one when stretched", () => {
		const span = { start: wallAt(day, 600), end: wallAt(day, 660), allDay: false };
		for (let by = -3000; by < 3000; by += 111) expect(shift(span, by).end - shift(span, by).start).toBe(60);
		expect(stretch(span, "end", wallAt(day, 0), 15).end).toBe(wallAt(day, 615));
		expect(stretch(span, "start", wallAt(day, 900), 15).start).toBe(wallAt(day, 645));
	});

	it("snap to the nearest step", () => {
		expect([7, 8, 22, 23].map((minute) => snap(minute, 15))).toEqual([0, 15, 15, 30]);
	});
});

describe("typed times", () => {
	it.each([
		["9", undefined, 540],
		["9", 840, 540],
		["3", 840, 900],
		["9:30", undefined, 570],
		["930", undefined, 570],
		["15h30", undefined, 930],
		["3p", undefined, 900],
		["3:15 pm", undefined, 915],
		["12 am", undefined, 0],
		["12p", undefined, 720],
		["noon", undefined, 720],
		["24:00", undefined, 0],
		["25", undefined, undefined],
		["13pm", undefined, undefined],
		["9:75", undefined, undefined],
		["soon", undefined, undefined],
	])("%s near %s is %s", (text, near, minute) => {
		expect(parseTime(text, near)).toBe(minute);
	});
});

describe("words", () => {
	it.each([
		[45, "45 min"],
		[60, "1 h"],
		[90, "1 h 30 min"],
		[1440, "1 day"],
		[4320, "3 days"],
	])("%i minutes are %s", (minutes, text) => {
		expect(formatLength(minutes)).toBe(text);
	});

	it.each([
		[20_000, "just now"],
		[120_000, "2 min ago"],
		[7_200_000, "2 h ago"],
		[90_000_000, "yesterday"],
		[200_000_000, "2 days ago"],
	])("%i ms ago is %s", (ms, text) => {
		expect(formatAgo(1_000_000_000, 1_000_000_000 + ms)).toBe(text);
	});
});

describe("a typed day", () => {
	const tuesday = parseDay("2026-11-24");
	it.each([
		["today", "2026-11-24"],
		["Tomorrow", "2026-11-25"],
		["tue", "2026-12-01"],
		["next wed", "2026-11-25"],
		["24 dec", "2026-12-24"],
		["December 24, 2027", "2027-12-24"],
		["3.2.", "2027-02-03"],
		["2026-2-28", "2026-02-28"],
		["in 2 weeks", "2026-12-08"],
		["in 3 months", "2027-02-24"],
	])("%s is %s", (text, day) => {
		expect(parseDate(text, tuesday)).toBe(parseDay(day));
	});

	it.each(["", "31.2.", "lunch", "2026-13-01", "40 dec", "in some days", "t"])("%j is none", (text) => {
		expect(parseDate(text, tuesday)).toBeUndefined();
	});
});
