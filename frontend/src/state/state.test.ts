import { describe, expect, it, vi } from "vitest";
import type { AccountInfo, Occurrence } from "../backend";
import { Failure } from "../backend";
import { FakeBackend } from "../backend/fake";
import { dayspan, parseDay, parseWall, shift, wallAt } from "../time";
import { Agenda } from "./Agenda";
import { beginDraft, leaveLine, openEditor, saveDraft } from "./acts";
import { patchOf } from "./Draft";
import { place, timesPatch } from "./placed";
import { statusOf } from "./Sync";
import { followStates, openStates, type States } from "./states";

const zone = "Europe/Berlin";
const now = () => Date.parse("2026-11-24T10:20:00+01:00");
const today = parseDay("2026-11-24");

async function open(options = {}): Promise<{ states: States; backend: FakeBackend }> {
	const backend = new FakeBackend({ now, zone, ...options });
	const states = await openStates(backend, now);
	return { states, backend };
}

const named = (states: States, summary: string, day = today) => {
	const found = states.agenda.value.placed.find(
		(p) => p.occurrence.summary === summary && p.span.start >= wallAt(day, 0) && p.span.start < wallAt(day + 1, 0),
	);
	if (!found) throw new Error(`no ${summary}`);
	return found;
};

/** Answers the next question about the scope. */
const answer = (states: States, scope: "this" | "following" | "all" | undefined) => {
	const end = states.edits.subscribe(() => {
		const question = states.edits.value;
		if (!question) return;
		end();
		question.answer(scope);
	});
};

describe("agenda", () => {
	it("holds the days on screen and their neighbours, and asks no more for those", async () => {
		const backend = new FakeBackend({ now, zone });
		const asked = vi.spyOn(backend, "agenda");
		const agenda = new Agenda(backend, zone);
		await agenda.show([today]);
		await agenda.show([today]);
		expect(asked).toHaveBeenCalledTimes(1);
		await agenda.show([today + 30]);
		expect(asked).toHaveBeenCalledTimes(2);
	});

	it("ignores an answer to an older question", async () => {
		const backend = new FakeBackend({ now, zone });
		const agenda = new Agenda(backend, zone);
		let answerLate: (answer: { occurrences: Occurrence[]; problems: [] }) => void = () => {};
		vi.spyOn(backend, "agenda").mockReturnValueOnce(
			new Promise((resolve) => {
				answerLate = resolve;
			}),
		);
		const first = agenda.show([today]);
		await agenda.show([today + 60]);
		const shown = agenda.value.placed;
		answerLate({ occurrences: [], problems: [] });
		await first;
		expect(agenda.value.placed).toBe(shown);
	});

	it("says so when there is no answer, and keeps what it had", async () => {
		const { states, backend } = await open();
		const before = states.agenda.value.placed;
		vi.spyOn(backend, "agenda").mockRejectedValueOnce(new Failure("internal", "No."));
		await states.agenda.changed({ from: 0, to: 0 });
		expect(states.agenda.value).toMatchObject({ failure: "No.", placed: before });
	});
});

describe("edits", () => {
	it("move an occurrence, and undo brings it back", async () => {
		const { states } = await open();
		const lunch = named(states, "Lunch with Ana");
		await states.edits.reschedule(lunch, shift(lunch.span, 60));
		expect(named(states, "Lunch with Ana").span.start).toBe(wallAt(today, 810));
		expect(named(states, "Lunch with Ana").occurrence.state).toBe("edited");
		await states.edits.undo();
		expect(named(states, "Lunch with Ana").span.start).toBe(wallAt(today, 750));
		await states.edits.redo();
		expect(named(states, "Lunch with Ana").span.start).toBe(wallAt(today, 810));
	});

	it("say what an undo made of a whole calendar, or that it made nothing of it", async () => {
		const { states, backend } = await open();
		const saved = { uid: "", object: "", revision: 0, calendar: "c", change: "7" };
		const undo = vi.spyOn(backend, "undo");
		undo.mockResolvedValueOnce({ ...saved, said: 'the calendar "Home" is shown again' });
		await states.edits.undo();
		expect(states.messages.value.at(-1)?.text).toBe('Undone: the calendar "Home" is shown again.');
		undo.mockResolvedValueOnce({ ...saved, change: "", left: 1, said: 'the calendar "Home" was changed again since' });
		await states.edits.undo();
		expect(states.messages.value.at(-1)?.text).toBe(
			'Nothing was changed: the calendar "Home" was changed again since.',
		);
	});

	it("ask for the scope of a recurring event, and leave everything as it is when there is none", async () => {
		const { states, backend } = await open();
		const saved = vi.spyOn(backend, "save");
		const standUp = named(states, "Stand-up");
		answer(states, undefined);
		await states.edits.reschedule(standUp, shift(standUp.span, 30));
		expect(saved).not.toHaveBeenCalled();
		expect(named(states, "Stand-up").span).toEqual(standUp.span);
	});

	it("of this one leave the others alone; of all move them as far", async () => {
		const { states } = await open();
		const standUp = named(states, "Stand-up");
		answer(states, "this");
		await states.edits.reschedule(standUp, shift(standUp.span, 30));
		expect(named(states, "Stand-up").span.start).toBe(wallAt(today, 585));
		expect(named(states, "Stand-up", today + 1).span.start).toBe(wallAt(today + 1, 555));
		const next = named(states, "Stand-up", today + 1);
		answer(states, "all");
		await states.edits.reschedule(next, shift(next.span, 60));
		expect(named(states, "Stand-up", today + 1).span.start).toBe(wallAt(today + 1, 615));
		expect(named(states, "Stand-up", today - 1).span.start).toBe(wallAt(today - 1, 615));
	});

	it("delete, and offer the way back", async () => {
		const { states } = await open();
		await states.edits.remove(named(states, "Lunch with Ana"));
		expect(() => named(states, "Lunch with Ana")).toThrow();
		states.messages.value[0]?.action?.run();
		await vi.waitFor(() => named(states, "Lunch with Ana"));
	});

	it("reach an event that moved on meanwhile", async () => {
		const { states, backend } = await open();
		const lunch = named(states, "Lunch with Ana");
		await backend.save(
			lunch.occurrence.object,
			lunch.occurrence.revision,
			"",
			"all",
			{ location: "Elsewhere" },
			"",
			"",
		);
		await states.edits.reschedule(lunch, shift(lunch.span, 60));
		expect(named(states, "Lunch with Ana")).toMatchObject({
			occurrence: { location: "Elsewhere" },
			span: { start: wallAt(today, 810) },
		});
	});

	it("are made in the order they were asked for: deleted right after it was moved", async () => {
		const { states, backend } = await open();
		const lunch = named(states, "Lunch with Ana");
		const save = backend.save.bind(backend);
		vi.spyOn(backend, "save").mockImplementationOnce(async (...args) => {
			await new Promise((resolve) => setTimeout(resolve, 20));
			return save(...args);
		});
		const moved = states.edits.reschedule(lunch, shift(lunch.span, 60));
		await Promise.all([moved, states.edits.remove(named(states, "Lunch with Ana"))]);
		expect(() => named(states, "Lunch with Ana")).toThrow();
		expect(states.messages.value).toMatchObject([{ kind: "done" }]);
	});

	it("tell what went wrong, and show the truth again", async () => {
		const { states, backend } = await open();
		const lunch = named(states, "Lunch with Ana");
		vi.spyOn(backend, "save").mockRejectedValueOnce(new Failure("internal", "No room."));
		await states.edits.reschedule(lunch, shift(lunch.span, 60));
		expect(states.messages.value[0]).toMatchObject({ kind: "failed", text: "No room." });
		expect(named(states, "Lunch with Ana").span).toEqual(lunch.span);
	});
});

describe("times that are written", () => {
	const moment = (kind: "zoned" | "utc" | "floating" | "date", wall: string, tzid: string, utc: string) => ({
		kind,
		wall,
		tzid,
		instant: Date.parse(utc),
	});
	const occurrence = (start: ReturnType<typeof moment>, end: ReturnType<typeof moment>) =>
		({ object: "x", recurrenceId: "", start, end, allDay: start.kind === "date" }) as Occurrence;

	it("are wall times of the event's own zone", () => {
		const lisbon = place(
			occurrence(
				moment("zoned", "2026-11-25T14:45:00", "Europe/Lisbon", "2026-11-25T14:45:00Z"),
				moment("zoned", "2026-11-25T16:00:00", "Europe/Lisbon", "2026-11-25T16:00:00Z"),
			),
			zone,
		);
		expect(lisbon.span.start).toBe(parseWall("2026-11-25T15:45"));
		expect(timesPatch(lisbon, shift(lisbon.span, 60), zone)).toEqual({
			start: "2026-11-25T15:45",
			end: "2026-11-25T17:00",
		});
	});

	it("are UTC where the event is, or its zone is unknown here", () => {
		for (const kind of ["utc", "zoned"] as const) {
			const placed = place(
				occurrence(
					moment(kind, "2026-11-25T14:00:00", "Made/Up", "2026-11-25T14:00:00Z"),
					moment(kind, "2026-11-25T15:00:00", "Made/Up", "2026-11-25T15:00:00Z"),
				),
				zone,
			);
			expect(timesPatch(placed, shift(placed.span, 30), zone).start).toBe("2026-11-25T14:30:00Z");
		}
	});

	it("name only the end that moved, and say when an event becomes one of days", () => {
		const placed = place(
			occurrence(
				moment("zoned", "2026-11-25T14:00:00", zone, "2026-11-25T13:00:00Z"),
				moment("zoned", "2026-11-25T15:00:00", zone, "2026-11-25T14:00:00Z"),
			),
			zone,
		);
		expect(timesPatch(placed, { ...placed.span, end: placed.span.end + 15 }, zone)).toEqual({
			end: "2026-11-25T15:15",
		});
		expect(timesPatch(placed, dayspan(today, today), zone)).toEqual({
			allDay: true,
			start: "2026-11-24",
			end: "2026-11-25",
		});
	});

	it("keep their length where the clock is turned back", () => {
		const placed = place(
			occurrence(
				moment("zoned", "2026-10-25T02:30:00", zone, "2026-10-25T00:30:00Z"),
				moment("zoned", "2026-10-25T02:15:00", zone, "2026-10-25T01:15:00Z"),
			),
			zone,
		);
		expect(placed.span.end - placed.span.start).toBe(45);
	});
});

describe("draft", () => {
	it("writes a new event where it was begun", async () => {
		const { states } = await open();
		beginDraft(states, { day: today, minute: 960 }, "Tea");
		await saveDraft(states);
		expect(states.draft.value).toBeUndefined();
		expect(named(states, "Tea").span).toEqual({ start: wallAt(today, 960), end: wallAt(today, 1020), allDay: false });
	});

	it("left with a title is kept, and without one let go", async () => {
		const { states, backend } = await open();
		const created = vi.spyOn(backend, "create");
		beginDraft(states, undefined);
		leaveLine(states);
		expect(states.draft.value).toBeUndefined();
		expect(created).not.toHaveBeenCalled();
		beginDraft(states, undefined, "Call Mum");
		leaveLine(states);
		await vi.waitFor(() => named(states, "Call Mum"));
	});

	it("sends what was touched and nothing else", async () => {
		const { states } = await open();
		await openEditor(states, named(states, "Lunch with Ana").key);
		const { draft } = states;
		draft.change({ location: "", description: "Bring the book" });
		if (!draft.value) throw new Error("no draft");
		expect(patchOf(draft.value)).toEqual({ description: "Bring the book", clear: ["location"] });
	});

	it("that also moves to another calendar is one change: undo takes back both", async () => {
		const { states } = await open();
		const lunch = named(states, "Lunch with Ana");
		await openEditor(states, lunch.key);
		states.draft.change({ summary: "Late lunch", calendar: "family" });
		expect(await saveDraft(states)).toBe(true);
		expect(named(states, "Late lunch").occurrence.calendar).toBe("family");
		await states.edits.undo();
		expect(named(states, "Lunch with Ana").occurrence.calendar).toBe(lunch.occurrence.calendar);
	});

	it("stays open when it could not be saved", async () => {
		const { states, backend } = await open();
		await openEditor(states, named(states, "Lunch with Ana").key);
		states.draft.change({ summary: "Late lunch" });
		vi.spyOn(backend, "save").mockRejectedValueOnce(new Failure("internal", "No room."));
		expect(await saveDraft(states)).toBe(false);
		expect(states.draft.value?.fields.summary).toBe("Late lunch");
	});
});

describe("status", () => {
	const account = (given: Partial<AccountInfo>): AccountInfo => ({
		name: "home",
		provider: "",
		url: "",
		user: "",
		valid: true,
		lastSync: new Date(now() - 120_000).toISOString(),
		error: "",
		errorCode: "",
		phase: "idle",
		pending: 0,
		secret: "keyring",
		done: 0,
		total: 0,
		...given,
	});

	it.each([
		[[], "On this computer"],
		[[account({ phase: "local", name: "local" })], "On this computer"],
		[[account({})], "Synced 2 min ago"],
		[[account({ pending: 1 })], "1 change waiting"],
		[[account({ phase: "signin", errorCode: "locked" })], "Password is locked"],
		[[account({ pending: 2 }), account({ name: "b", pending: 1 })], "3 changes waiting"],
		[[account({}), account({ name: "b", phase: "offline", pending: 3 })], "Offline · 3 changes waiting"],
		[[account({ phase: "offline" })], "Offline"],
		[[account({ phase: "syncing" })], "Syncing…"],
		[
			[account({ phase: "keyring" }), account({ phase: "syncing", pending: 1 })],
			"Waiting for the keyring · 1 change waiting",
		],
		[[account({ phase: "signin" }), account({ name: "b", phase: "offline" })], "Needs a password"],
		[[account({ phase: "failed" })], "Cannot sync home"],
		[[account({ lastSync: "" })], "Not synced yet"],
		[[account({ phase: "offline", errorCode: "try_later", pending: 1 })], "Server asks to wait · 1 change waiting"],
		[[account({ pending: 1, error: "The server does not accept “Lunch”." })], "Not accepted · 1 change waiting"],
		[[account({ error: "One event cannot be read." })], "Synced 2 min ago · with a problem"],
	])("%#: says what is true", (accounts, text) => {
		expect(statusOf(accounts, now()).text).toBe(text);
	});

	it("says what waits for a decision, when nothing is worse", async () => {
		const { states } = await open({ trouble: ["held", "conflict"] });
		const undecided = { calendars: states.calendars.value, conflicts: 2 };
		const said = (accounts: AccountInfo[], what = undecided) => statusOf(accounts, now(), what);
		expect(said([account({})])).toMatchObject({ standing: "held", text: "Family is held back · 2 conflicts" });
		expect(said([account({ pending: 1 })], { calendars: [], conflicts: 1 })).toMatchObject({
			standing: "conflict",
			text: "1 conflict · 1 change waiting",
		});
		expect(said([account({ phase: "offline" })]).text).toBe("Offline");
	});

	it("forgets the accounts that are removed in a terminal, and what was undecided of them", async () => {
		const { states, backend } = await open({ network: "down", trouble: ["conflict", "held"] });
		const end = followStates(states);
		expect(statusOf(states.sync.value, now()).text).toMatch(/^Offline/);
		expect(states.conflicts.value).not.toEqual([]);
		vi.spyOn(backend, "conflicts").mockResolvedValue([]);
		for (const { name } of [...states.sync.value]) await backend.removeAccount(name, true);
		await vi.waitFor(() => expect(states.sync.value).toEqual([]));
		expect(statusOf(states.sync.value, now()).text).toBe("On this computer");
		await vi.waitFor(() => expect(states.conflicts.value).toEqual([]));
		end();
	});

	it.each([
		[account({ phase: "offline", pending: 2 }), "Offline · 2 waiting", 2],
		[account({ phase: "offline", errorCode: "try_later", pending: 1 }), "Asked to wait · 1 waiting", 1],
		[account({ phase: "failed", name: "a long name" }), "Cannot sync", 0],
		[account({ pending: 3 }), "3 waiting", 3],
		[account({ error: "One event cannot be read." }), "Synced with a problem", 0],
	])("%#: says the same in brief", (one, brief, count) => {
		expect(statusOf([one], now())).toMatchObject({ brief, count });
	});

	it("follows what is told", async () => {
		const { states, backend } = await open();
		const end = followStates(states);
		const lunch = named(states, "Lunch with Ana");
		await states.edits.reschedule(lunch, shift(lunch.span, 60));
		expect(statusOf(states.sync.value, now()).text).toBe("1 change waiting");
		await backend.syncNow();
		expect(statusOf(states.sync.value, now()).text).toBe("Synced just now");
		end();
	});
});
