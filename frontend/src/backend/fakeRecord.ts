import type { Saved } from "./backend";
import { Failure } from "./errors";
import { FakeShelf } from "./fakeShelf";
import type { Conflict, DeletedCalendar, HistoryQuery, Origin, SyncPlan, Take } from "./ledger";
import { event, type FakeEvent } from "./sample";

/** The fake's history, its conflicts and what it holds back. */
export class FakeRecord extends FakeShelf {
	private open: Conflict[] = [];
	private removed: DeletedCalendar[] = [];

	constructor(...args: ConstructorParameters<typeof FakeShelf>) {
		super(...args);
		const { trouble, now } = this.options;
		const at = new Date(now() - 3_600_000).toISOString();
		if (trouble.includes("conflict")) this.open = this.imagineConflicts(at);
		if (trouble.includes("held")) {
			const heldMessage = "The server no longer has 34 events of this calendar. They stay here until you decide.";
			this.shelf.calendars = this.shelf.calendars.map((c) =>
				c.id === "family" ? { ...c, objects: 80, held: 34, heldReason: "removals", heldMessage } : c,
			);
		}
		if (trouble.includes("syncing")) {
			this.accountList = this.accountList.map((a, i) => (i ? a : { ...a, phase: "syncing", done: 120, total: 2000 }));
		}
		if (this.shelf.events.length > 0) {
			const old = { id: "old", account: "studio", name: "Summer project", color: "#b0568f", objects: 23 };
			this.removed = [{ ...old, at: new Date(now() - 6 * 86_400_000).toISOString(), missing: false }];
		}
	}

	/** Another device changes events, and a sync brings it. */
	elsewhere(change: (events: readonly FakeEvent[]) => FakeEvent[], origin: Origin = "server") {
		this.setPhase("syncing", "", "");
		this.shelf.events = change(this.shelf.events);
		this.ledger.note(this.shelf.events, origin, this.options.now(), `sync ${++this.counter}`);
		this.tell((n) => n.agenda({ from: 0, to: 0 }));
		this.setPhase("idle", "", "");
	}

	async history(query: HistoryQuery) {
		return this.ledger.history(query);
	}

	async why(uid: string) {
		return this.ledger.why(uid);
	}

	async record() {
		return this.ledger.record(this.options.now());
	}

	async receipt(object: string) {
		return this.ledger.receipt(object);
	}

	async restore(change: string): Promise<Saved> {
		const entry = this.ledger.find(change);
		const wanted = entry?.after ?? entry?.before;
		if (!wanted) throw new Failure("not_found", "There is no such change.");
		this.remember();
		this.putBack(wanted.object, wanted);
		return this.saved(wanted.object, wanted.calendar, "undo");
	}

	async restoreSync(sync: string): Promise<Saved> {
		this.remember();
		const entries = this.ledger.ofSync(sync);
		for (const { before, after } of entries) this.putBack((after ?? before)?.object ?? "", before);
		return { ...this.saved("", "", "undo"), changes: entries.length, left: 0 };
	}

	async deletedCalendars() {
		return structuredClone(this.removed);
	}

	async restoreCalendar(id: string): Promise<Saved> {
		const back = this.removed.find((c) => c.id === id);
		const [template] = this.shelf.calendars;
		if (!back || !template) throw new Failure("not_found", "There is no such calendar.");
		this.removed = this.removed.filter((c) => c.id !== id);
		const { account, name, color, objects } = back;
		this.shelf.calendars.push({ ...template, id, account, name, color, objects, isDefault: false });
		this.tell((n) => n.calendars());
		return { uid: "", object: "", revision: 0, calendar: id, change: "", changes: objects };
	}

	async conflicts() {
		return structuredClone(this.open);
	}

	async resolve(id: string, take: Take, fields: Record<string, "ours" | "theirs">): Promise<Saved> {
		const conflict = this.open.find((c) => c.id === id);
		const base = this.shelf.events.find((e) => e.object === conflict?.object);
		if (!conflict || !base) throw new Failure("not_found", "This conflict is settled already.");
		this.remember();
		this.open = this.open.filter((c) => c !== conflict);
		const ours = Object.fromEntries(
			conflict.fields
				.filter(({ name }) => take === "ours" || take === "both" || fields[name] === "ours")
				.map(({ name, ours }) => [name, ours.replace(/^(\S+) (\d\d:\d\d).*/, "$1T$2")]),
		);
		const mine = { ...base, ...ours, revision: base.revision + 1, state: "edited" as const };
		if (take === "both") this.shelf.events.push({ ...mine, object: `n${++this.counter}`, state: "created" });
		else this.putBack(base.object, mine);
		return this.saved(base.object, base.calendar);
	}

	async plan(): Promise<SyncPlan> {
		const waiting = this.shelf.events.filter((e) => e.state !== "synced");
		const send = waiting.map((e) => ({
			...{ calendar: e.calendar, uid: `${e.object}@fake`, summary: e.summary, direction: "send" as const, held: false },
			kind: e.state === "created" ? ("create" as const) : ("update" as const),
		}));
		const held = this.shelf.calendars.filter((c) => c.heldReason !== "");
		const hold = held.flatMap((c) =>
			this.shelf.events
				.filter((e) => e.calendar === c.id)
				.map(({ object, summary }) => ({
					...{ calendar: c.id, uid: `${object}@fake`, summary, direction: "receive" as const },
					...{ kind: "delete" as const, held: true },
				})),
		);
		const news = {
			calendar: "work",
			uid: "new@fake",
			summary: "All hands",
			direction: "receive",
			kind: "create",
		} as const;
		return {
			accounts: this.accountList.map(({ name }) => ({ name, error: null })),
			plan: this.accountList.length > 0 ? [{ ...news, held: false }, ...send, ...hold] : [],
		};
	}

	async accept(calendar: string) {
		this.shelf.events = this.shelf.events.filter((e) => e.calendar !== calendar || e.object.startsWith("t"));
		this.changeCalendar(calendar, { heldReason: "", held: 0, heldMessage: "", objects: 46 });
	}

	async pushBack(calendar: string) {
		this.changeCalendar(calendar, { heldReason: "", held: 0, heldMessage: "" });
	}

	private putBack(object: string, wanted: FakeEvent | undefined) {
		const now = this.shelf.events.find((e) => e.object === object);
		this.shelf.events = this.shelf.events.filter((e) => e.object !== object);
		if (wanted)
			this.shelf.events.push({ ...wanted, revision: (now?.revision ?? wanted.revision) + 1, state: "edited" });
	}

	private imagineConflicts(at: string): Conflict[] {
		const of = (summary: string) => this.shelf.events.find((e) => e.summary === summary) ?? event({});
		const [demo, bake] = [of("Budget workshop"), of("Bake cookies")];
		const day = demo.start.slice(0, 10);
		const row = (e: FakeEvent, id: string) => ({
			...{ id, uid: `${e.object}@fake`, summary: e.summary, calendar: e.calendar, object: e.object, at },
			reason: "changed" as const,
		});
		return [
			{
				...row(demo, "c1"),
				fields: [
					{
						name: "start",
						base: `${day} 13:00 Europe/Berlin`,
						ours: `${day} 15:00 Europe/Berlin`,
						theirs: `${day} 14:00 Europe/Berlin`,
					},
					{
						name: "end",
						base: `${day} 15:00 Europe/Berlin`,
						ours: `${day} 17:00 Europe/Berlin`,
						theirs: `${day} 16:00 Europe/Berlin`,
					},
					{ name: "location", base: "", ours: "Room 5", theirs: "Big table" },
				],
			},
			{
				...row(bake, "c2"),
				fields: [{ name: "summary", base: "Baking", ours: "Bake gingerbread", theirs: "Bake cookies" }],
			},
		];
	}
}
