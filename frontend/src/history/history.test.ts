import { describe, expect, it, vi } from "vitest";
import { type Change, Failure } from "../backend";
import { FakeBackend } from "../backend/fake";
import type { FakeEvent } from "../backend/sample";
import { fieldWords, readable } from "../occurrence/fields";
import { followStates, openStates, statusOf, toggleHistory, travel } from "../state";
import { parseDay } from "../time";
import { batchesOf, dayWords, whatWords, whoWords } from "./batches";

const zone = "Europe/Berlin";
const now = () => Date.parse("2026-11-24T10:20:00+01:00");
const plain = (text: string) => text.replaceAll("\u00a0", " ");

async function open(options = {}) {
	const backend = new FakeBackend({ now, zone, ...options });
	return { backend, states: await openStates(backend, now) };
}

const change = (given: Partial<Change>): Change => ({
	...{ change: "1", at: "2026-11-24T08:00:00Z", origin: "server", account: "home", calendar: "c", uid: "u" },
	...{ summary: "Lunch", kind: "edited", fields: [], batch: "", sync: "", note: "" },
	...given,
});

describe("what changed, in words", () => {
	it("calls no collision merged, and no move by another device one of mine", () => {
		const said = (given: Partial<Change>) => `${whoWords(change(given))} ${whatWords(change(given))}`;
		expect(said({ origin: "merge", kind: "edited" })).toBe("Merged with your change");
		expect(said({ origin: "merge", kind: "edited", clashes: ["SUMMARY"] })).toBe("Both sides changed it");
		expect(said({ origin: "server", kind: "moved", account: "work" })).toBe("From work moved it to another calendar");
	});

	it.each([
		["start", ["2026-11-24 10:00 Europe/Berlin", "2026-11-24 11:30 Europe/Berlin"], ["Tue, Nov 24, 10 AM", "11:30 AM"]],
		[
			"start",
			["2026-11-24 10:00 Europe/Berlin", "2026-11-25 10:00 Europe/Berlin"],
			["Tue, Nov 24, 10 AM", "Wed, Nov 25, 10 AM"],
		],
		["start", ["2026-11-24 10:00 Asia/Tokyo"], ["Tue, Nov 24, 10 AM Asia/Tokyo"]],
		["start", ["2026-11-24"], ["Tue, Nov 24"]],
		["status", ["CONFIRMED", "TENTATIVE"], ["Confirmed", "Tentative"]],
		["transparency", ["OPAQUE", "TRANSPARENT"], ["Busy", "Free"]],
		["summary", ["NASA", "2026"], ["NASA", "2026"]],
		["rrule", ["FREQ=WEEKLY;BYDAY=MO"], ["Every week on Monday"]],
	])("%s %j", (name, values, words) => {
		expect(fieldWords(name, values, zone).values.map(plain)).toEqual(words);
	});

	it("names fields, also those of one occurrence", () => {
		expect(fieldWords("location", [], zone).label).toBe("Place");
		expect(fieldWords("2026-11-24 09:00 Europe/Berlin location", [], zone).label).toBe("Place, Nov 24");
		expect(fieldWords("2026-11-24 09:00 excluded dates", [], zone).label).toBe("Left out, Nov 24");
		expect(fieldWords("geo", [], zone).label).toBe("Geo");
	});

	it("puts first what people look for and leaves out what programs write", () => {
		const fields = ["x-apple-sort", "description", "vtimezone", "start", "summary"].map((name) => ({
			...{ name, before: "a", after: "b" },
		}));
		expect(readable(fields).map((f) => f.name)).toEqual(["summary", "start", "description"]);
	});
});

describe("changes that came together", () => {
	it("are those of one sync, or of one request", () => {
		const batches = batchesOf([
			change({ change: "5", batch: "b3", origin: "me" }),
			change({ change: "4", batch: "b2", sync: "s" }),
			change({ change: "3", batch: "b1", sync: "s", origin: "merge" }),
			change({ change: "2", batch: "b0", origin: "me" }),
			change({ change: "1", batch: "b0", origin: "me" }),
		]);
		expect(batches.map((b) => [b.sync, b.changes.length])).toEqual([
			["", 1],
			["s", 2],
			["", 2],
		]);
	});

	it("are told by day", () => {
		const today = parseDay("2026-11-24");
		expect(dayWords(now(), today, zone)).toBe("Today");
		expect(dayWords(now() - 86_400_000, today, zone)).toBe("Yesterday");
		expect(dayWords(now() - 3 * 86_400_000, today, zone)).toBe("Sat, Nov 21");
	});
});

describe("history", () => {
	const placed = (states: Awaited<ReturnType<typeof open>>["states"], summary: string) =>
		states.agenda.value.placed.find((p) => p.occurrence.summary === summary);

	it("tells the versions of an event and brings one back, which undo takes back", async () => {
		const { states } = await open();
		toggleHistory(states, placed(states, "Lunch with Ana")?.key);
		await expect.poll(() => states.history.value.changes.length).toBe(3);
		const [, second] = states.history.value.changes;
		if (!second) throw new Error("no second version");
		expect(await states.history.restore(second)).toBe(true);
		expect(placed(states, "Lunch with Ana")?.occurrence.start.wall).toBe("2026-11-24T12:00:00");
		await states.edits.undo();
		expect(placed(states, "Lunch with Ana")?.occurrence.start.wall).toBe("2026-11-24T12:30:00");
	});

	it("takes back a whole sync, deletions too", async () => {
		const { states } = await open();
		expect(placed(states, "Parents’ evening")).toBeUndefined();
		await states.history.restoreSync("s2");
		expect(placed(states, "Parents’ evening")).toBeDefined();
		expect(states.messages.value.at(-1)?.text).toBe("Took back 4 changes.");
	});

	it("looks no further back than asked", async () => {
		const { states } = await open();
		await states.history.show();
		const counts = [];
		for (const since of ["today", "monday", "all"] as const) {
			await states.history.look(since);
			counts.push(states.history.value.changes.length);
		}
		expect(counts).toEqual([6, 8, 11]);
	});

	it("has nothing to tell of an event without a past", async () => {
		const { states, backend } = await open();
		backend.history = () => Promise.reject(new Failure("not_found", "there is no event"));
		await states.history.show({ uid: "x", summary: "X" });
		expect(states.history.value).toMatchObject({ changes: [], loaded: true, failure: "" });
	});

	it("brings a deleted calendar back", async () => {
		const { states } = await open();
		await states.history.show();
		const [gone] = states.history.value.deleted;
		if (!gone) throw new Error("no deleted calendar");
		await states.history.restoreCalendar(gone);
		await states.calendars.load();
		expect(states.calendars.find(gone.id)?.name).toBe("Summer project");
	});
});

describe("looking back", () => {
	it("shows what was known then, lets nothing be changed, and leads back", async () => {
		const { backend, states } = await open();
		const lunch = () => states.agenda.value.placed.find((p) => /^Lunch/.test(p.occurrence.summary));
		travel(states, parseDay("2026-11-17"));
		await expect.poll(() => lunch()?.occurrence.summary).toBe("Lunch");
		const then = lunch();
		expect(then && states.edits.mayChange(then)).toBe(false);
		const details = await backend.details(
			then?.occurrence.object ?? "",
			"",
			new Date(states.agenda.value.asOf).toISOString(),
		);
		expect(details.summary).toBe("Lunch");
		travel(states, undefined);
		await expect.poll(() => lunch()?.occurrence.summary).toBe("Lunch with Ana");
	});

	it("ends with a restore, whose result is shown", async () => {
		const { states } = await open();
		await states.history.show();
		await states.history.look("all");
		const gym = states.history.value.changes.find((c) => c.summary === "Gym");
		if (!gym) throw new Error("no Gym");
		await states.agenda.travel(now() - 86_400_000);
		await states.history.restore(gym);
		expect(states.agenda.value.asOf).toBe(0);
		expect(states.agenda.value.placed.some((p) => p.occurrence.summary === "Gym")).toBe(true);
	});

	it("never looks ahead", async () => {
		const { states } = await open();
		travel(states, parseDay("2026-11-24"));
		expect(states.agenda.value.asOf).toBe(0);
	});
});

describe("what came in with a sync", () => {
	it("is told when an event was deleted elsewhere, and brought back with one press", async () => {
		const { backend, states } = await open();
		const end = followStates(states);
		backend.elsewhere((events) => events.filter(({ summary }) => summary !== "Lunch with Ana"));
		await vi.waitFor(() => expect(states.messages.value).toHaveLength(1), 10_000);
		const [told] = states.messages.value;
		expect(told?.text).toBe("“Lunch with Ana” was deleted on home.");
		told?.action?.run();
		await vi.waitFor(() =>
			expect(states.agenda.value.placed.some((p) => p.occurrence.summary === "Lunch with Ana")).toBe(true),
		);
		end();
	});

	it.each([
		["merge", "“Lunch with Ana” was changed elsewhere too. Both changes are kept."],
		["me", "home changed what you sent of “Lunch with Ana”."],
	] as const)("is told of what was merged, or rewritten: %s", async (origin, text) => {
		const { backend, states } = await open();
		const end = followStates(states);
		const moved = (e: FakeEvent) => (e.summary === "Lunch with Ana" ? { ...e, location: "Room 12" } : e);
		backend.elsewhere((events) => events.map(moved), origin);
		await vi.waitFor(() => expect(states.messages.value.map((m) => m.text)).toEqual([text]), 10_000);
		states.messages.value[0]?.action?.run();
		await vi.waitFor(() => expect(states.history.value.subject?.summary).toBe("Lunch with Ana"));
		end();
	});

	it("is not told when it is new, or was told before", async () => {
		const { backend, states } = await open();
		const end = followStates(states);
		backend.elsewhere((events) => events.map((e) => (e.summary === "Lunch with Ana" ? { ...e, location: "Hall" } : e)));
		backend.elsewhere((events) => [...events]);
		await new Promise((resolve) => setTimeout(resolve, 1000));
		expect(states.messages.value).toEqual([]);
		end();
	});
});

describe("what waits for the person", () => {
	it("is a conflict, settled by field", async () => {
		const { states } = await open({ trouble: ["conflict"] });
		expect(states.conflicts.value.map((c) => c.summary)).toEqual(["Budget workshop", "Bake cookies"]);
		const [first] = states.conflicts.value;
		if (!first) throw new Error("no conflict");
		expect(await states.conflicts.resolve(first, "merged", { location: "ours" })).toBe(true);
		expect(states.conflicts.value).toHaveLength(1);
		const { object } = first;
		expect(await states.backend.details(object, "", "")).toMatchObject({ location: "Room 5" });
	});

	it("is a calendar that is held back, until it is accepted", async () => {
		const { states } = await open({ trouble: ["held"] });
		expect(states.calendars.find("family")?.held).toBe(34);
		await states.sync.decide("family", "accept");
		await states.calendars.load();
		expect(states.calendars.find("family")?.heldReason).toBe("");
	});

	it("is told with counts while it comes in", async () => {
		const { states } = await open({ trouble: ["syncing"] });
		expect(statusOf(states.sync.value, now()).text).toBe("Syncing 120 of 2,000");
	});
});
