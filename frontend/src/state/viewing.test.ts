import { describe, expect, it, vi } from "vitest";
import { FakeBackend } from "../backend/fake";
import { isoDay, parseDay } from "../time";
import { Busy } from "./Busy";
import { Viewing } from "./Viewing";

const zone = "Europe/Berlin";
const now = () => Date.parse("2026-11-24T10:20:00+01:00");
const tuesday = parseDay("2026-11-24");

const ends = ({ days }: { days: readonly number[] }) => [isoDay(days[0] ?? 0), isoDay(days.at(-1) ?? 0)];

describe("the days on screen", () => {
	it.each([
		["day", ["2026-11-24", "2026-11-24"]],
		["week", ["2026-11-23", "2026-11-29"]],
		["month", ["2026-10-26", "2026-12-06"]],
		["year", ["2026-01-01", "2026-12-31"]],
		["agenda", ["2026-11-24", "2026-12-21"]],
	] as const)("of a %s", (view, days) => {
		expect(ends(new Viewing(view, tuesday, 1).value)).toEqual(days);
	});

	it("are as many as asked for, and go on by as many", () => {
		const viewing = new Viewing("week", tuesday, 1);
		viewing.showDays(4);
		expect(ends(viewing.value)).toEqual(["2026-11-24", "2026-11-27"]);
		viewing.step(1);
		expect(ends(viewing.value)).toEqual(["2026-11-28", "2026-12-01"]);
		viewing.showDays(1);
		expect(viewing.value.view).toBe("day");
	});

	it("scroll by a day, and a week scrolled keeps its first day until one goes to a day", () => {
		const viewing = new Viewing("week", tuesday, 1);
		viewing.slide(2);
		expect(ends(viewing.value)).toEqual(["2026-11-25", "2026-12-01"]);
		viewing.step(1);
		expect(ends(viewing.value)).toEqual(["2026-12-02", "2026-12-08"]);
		viewing.goTo(tuesday);
		expect(ends(viewing.value)).toEqual(["2026-11-23", "2026-11-29"]);
	});

	it("of a month scroll by a week; it is then the month of the day in the middle", () => {
		const viewing = new Viewing("month", tuesday, 1);
		viewing.slide(3);
		expect(ends(viewing.value)).toEqual(["2026-11-16", "2026-12-27"]);
		expect(isoDay(viewing.value.day)).toBe("2026-12-07");
		viewing.step(1);
		expect(ends(viewing.value)).toEqual(["2026-12-28", "2027-01-31"]);
	});
});

describe("busy days", () => {
	it("are known beyond the days on screen, and follow what changes", async () => {
		const backend = new FakeBackend({ now, zone });
		const busy = new Busy(backend, zone);
		await busy.show(tuesday - 20, tuesday + 20);
		const before = busy.value.get(tuesday + 15)?.length ?? 0;
		expect(busy.value.get(tuesday)).toContain("work");
		const start = `${isoDay(tuesday + 15)}T09:00`;
		await backend.create("work", { summary: "New", start, end: `${isoDay(tuesday + 15)}T10:00` }, zone);
		busy.changed();
		await vi.waitFor(() => expect(busy.value.get(tuesday + 15)).toHaveLength(before + 1), 10_000);
	});
});
