import { describe, expect, it } from "vitest";
import { parseDay } from "../time";
import { readRepeat, repeatText, writeRepeat } from "./repeat";

const tuesday = parseDay("2026-11-24");

it.each([
	["FREQ=DAILY"],
	["FREQ=WEEKLY"],
	["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,SU"],
	["FREQ=MONTHLY;COUNT=12"],
	["FREQ=YEARLY;UNTIL=20301231T235959"],
])("reads %s and writes it again", (rule) => {
	const repeat = readRepeat(rule, "Europe/Berlin");
	expect(repeat && writeRepeat(repeat, tuesday, false)).toBe(rule);
});

it("writes the end of days without a time", () => {
	expect(
		writeRepeat({ freq: "DAILY", interval: 1, weekdays: [], end: { kind: "until", day: tuesday } }, tuesday, true),
	).toBe("FREQ=DAILY;UNTIL=20261124");
});

it.each([
	["FREQ=MONTHLY;BYDAY=2TU"],
	["FREQ=MONTHLY;BYSETPOS=-1;BYDAY=FR"],
	["FREQ=HOURLY"],
	["FREQ=WEEKLY;BYDAY=MO;BYHOUR=9"],
	["nonsense"],
])("leaves %s to those who can show it", (rule) => {
	expect(readRepeat(rule, "Europe/Berlin")).toBeUndefined();
});

it("reads the end of a rule in the event's own zone", () => {
	expect(readRepeat("FREQ=DAILY;UNTIL=20261125T045959Z", "America/New_York")?.end).toEqual({
		kind: "until",
		day: tuesday,
	});
});

describe("a rule in words", () => {
	it.each([
		["FREQ=DAILY", "Every day"],
		["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Every weekday"],
		["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "Every 2 weeks on Monday and Thursday"],
		["FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=10", "Every week on Mon, Wed and Fri, 10 times"],
		["FREQ=MONTHLY;BYDAY=-1FR", "Every month on the last Friday"],
		["FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "Every month on the second Tuesday"],
		["FREQ=MONTHLY;BYMONTHDAY=13", "Every month on day 13"],
		["FREQ=MONTHLY;BYMONTHDAY=-1", "Every month on the last day"],
		["FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "Every year on the fourth Thursday in November"],
		["FREQ=WEEKLY;UNTIL=20261122T225959Z", "Every week, until Nov 22, 2026"],
		["FREQ=DAILY;BYHOUR=9,17", "Every day, with exceptions"],
		["FREQ=HOURLY", "Repeats by a rule of its own"],
		["", ""],
	])("%s", (rrule, words) => {
		expect(repeatText(rrule, "Europe/Berlin")).toBe(words);
	});
});
