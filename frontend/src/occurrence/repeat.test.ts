import { expect, it } from "vitest";
import { parseDay } from "../time";
import { readRepeat, writeRepeat } from "./repeat";

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
