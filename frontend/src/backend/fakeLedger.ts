import type { Change, Exchange, FieldChange, HistoryQuery, Origin, SendReceipt, Why } from "./ledger";
import { event, type FakeEvent } from "./sample";

const FIELDS = [
	"summary",
	"start",
	"end",
	"location",
	"rrule",
	"description",
	"url",
	"status",
	"transparency",
] as const;
const DAY = 86_400_000;

interface Entry {
	row: Change;
	before: FakeEvent | undefined;
	after: FakeEvent | undefined;
}

interface Circumstances {
	origin: Origin;
	at: number;
	batch: string;
	sync?: string;
}

/** What the fake remembers of changes: a sample of a past, and what is changed from then on. */
export class FakeLedger {
	/** Newest first. */
	private entries: Entry[] = [];
	private seen: FakeEvent[];
	private counter = 0;

	constructor(events: readonly FakeEvent[], now: number) {
		this.seen = structuredClone([...events]);
		if (events.length > 0) this.imagine(now);
	}

	/** Notes what differs from what was seen last. */
	note(events: readonly FakeEvent[], origin: Origin, at: number, sync = "") {
		const batch = `b${++this.counter}`;
		const before = new Map(this.seen.map((e) => [e.object, e]));
		const after = new Map(events.map((e) => [e.object, e]));
		for (const object of new Set([...before.keys(), ...after.keys()])) {
			this.add(before.get(object), after.get(object), { origin, at, batch, sync });
		}
		this.seen = structuredClone([...events]);
	}

	history({ uid = "", since = "", limit = 1000 }: HistoryQuery): Change[] {
		const rows = this.entries.map((entry) => entry.row);
		const from = since ? Date.parse(since) : 0;
		return rows.filter((row) => (!uid || row.uid === uid) && Date.parse(row.at) >= from).slice(0, limit);
	}

	why(uid: string): Why {
		const changes = this.history({ uid }).map((row) => ({ ...row, exchanges: row.sync ? exchangesOf(row) : [] }));
		const sent = changes.filter((c) => c.origin === "me" || c.origin === "undo");
		const others = sent.map((c) => ({
			...exchange(c, "PUT", 204, Date.parse(c.at) + 2000, `x${c.change}`),
			decision: "sent; the server has it now",
		}));
		return { uid, summary: changes[0]?.summary ?? "", changes, others: others.reverse() };
	}

	/** The requests that brought and sent the changes, and syncs in which nothing happened. */
	record(now: number): Exchange[] {
		const brought = this.history({}).flatMap((row) => this.why(row.uid).changes.flatMap((c) => c.exchanges));
		const sent = this.history({}).flatMap((row) => this.why(row.uid).others);
		const idle = [9, 7, 5, 3].map((minutes) => {
			const id = `idle${minutes}`;
			const at = new Date(now - minutes * 60_000).toISOString();
			const nothing = { bytes: 642, duration_ms: 38, objects: [], about: 0 };
			const told = { method: "PROPFIND", url: "/home/", status: 207, decision: "5 calendars, none changed" };
			return { id, session: id, at, account: "home", ...told, ...nothing };
		});
		const all = new Map([...brought, ...sent, ...idle].map((one) => [one.id, one]));
		return [...all.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
	}

	receipt(object: string): SendReceipt {
		const [newest] = this.history({ uid: `${object}@fake` });
		const fields = newest?.origin === "me" && newest.sync ? newest.fields : [];
		return { state: fields.length > 0 ? "changed" : "taken", message: "", hint: "", at: "", code: "", fields };
	}

	find(change: string): Entry | undefined {
		return this.entries.find((entry) => entry.row.change === change);
	}

	ofSync(sync: string): Entry[] {
		return this.entries.filter((entry) => entry.row.sync === sync);
	}

	/** The events as they were at an instant. */
	asOf(events: readonly FakeEvent[], instant: number): FakeEvent[] {
		const then = new Map(events.map((e) => [e.object, e]));
		for (const { row, before, after } of this.entries) {
			if (Date.parse(row.at) <= instant) continue;
			if (after) then.delete(after.object);
			if (before) then.set(before.object, before);
		}
		return [...then.values()];
	}

	private add(before: FakeEvent | undefined, after: FakeEvent | undefined, how: Circumstances) {
		const fields = differences(before, after);
		const one = after ?? before;
		if (!one || (before && after && fields.length === 0 && before.calendar === after.calendar)) return;
		const kind = !before ? "created" : !after ? "deleted" : before.calendar !== after.calendar ? "moved" : "edited";
		const { origin, at, batch, sync = "" } = how;
		const row: Change = {
			...{
				change: `h${++this.counter}`,
				at: new Date(at).toISOString(),
				origin,
				account: "home",
				fields,
				batch,
				sync,
				note: "",
			},
			...{ calendar: one.calendar, uid: `${one.object}@fake`, summary: one.summary, kind },
		};
		this.entries.unshift({ row, before, after });
	}

	/** A past: what other devices did, what was merged, what was deleted. */
	private imagine(now: number) {
		const at = (days: number, hour: number, minute: number) => {
			const then = new Date(now - days * DAY);
			then.setUTCHours(hour, minute, 0, 0);
			return then.getTime();
		};
		const lunch = this.named("Lunch with Ana");
		const [noon, one] = [lunch.start.replace("12:30", "12:00"), lunch.end.replace("13:30", "13:00")];
		const planned = { ...lunch, summary: "Lunch", location: "", start: noon, end: one };
		const placed = { ...planned, summary: "Lunch with Ana", location: "Café Anna" };
		const gym = event({ ...lunch, object: "gone1", summary: "Gym", location: "Hall 3" });
		const parents = event({
			...lunch,
			object: "gone2",
			summary: "Parents’ evening",
			calendar: "family",
			location: "School",
		});
		const retro = this.named("Retrospective");
		const release = this.named("Release planning");
		const dentist = this.named("Dentist, Mila");
		const yesterday = { origin: "server" as const, at: at(1, 16, 2), batch: "y1", sync: "s1" };
		const today = { origin: "server" as const, at: at(0, 8, 14), batch: "y2", sync: "s2" };
		this.add(undefined, planned, { origin: "me", at: at(9, 10, 5), batch: "x1" });
		this.add(planned, placed, { origin: "me", at: at(4, 17, 40), batch: "x2" });
		this.add(gym, undefined, { origin: "me", at: at(3, 11, 31), batch: "x3" });
		this.add({ ...retro, location: "" }, retro, { ...yesterday, origin: "merge" });
		this.add(undefined, this.named("Offsite planning"), yesterday);
		this.add(placed, lunch, today);
		this.add({ ...release, status: "CONFIRMED" }, release, today);
		this.add({ ...dentist, start: dentist.start.replace("16:00", "15:30") }, dentist, today);
		this.add(parents, undefined, today);
		const review = this.named("Offsite planning");
		const sent = { ...review, location: "Room 3", description: "Bring the budget" };
		const later = { batch: "y3", at: at(0, 8, 20) };
		this.add({ ...sent, description: "" }, sent, { ...later, origin: "me" });
		this.add(sent, review, { ...later, origin: "me", sync: "s3" });
	}

	private named(summary: string): FakeEvent {
		return this.seen.find((e) => e.summary === summary) ?? event({});
	}
}

function differences(before: FakeEvent | undefined, after: FakeEvent | undefined): FieldChange[] {
	const value = (e: FakeEvent | undefined, name: (typeof FIELDS)[number]) => {
		if (!e) return "";
		const timed = (name === "start" || name === "end") && !e.allDay;
		return timed ? `${e[name].replace("T", " ")} ${e.tzid}` : e[name];
	};
	return FIELDS.map((name) => ({ name, before: value(before, name), after: value(after, name) })).filter(
		(field) => field.before !== field.after,
	);
}

function exchange(row: Change, method: string, status: number, at: number, session: string) {
	const url = `/home/${row.calendar}/${method === "REPORT" ? "" : `${row.uid}.ics`}`;
	const size = { bytes: method === "PUT" ? 0 : 812, duration_ms: 64, objects: [row.uid], about: 1 };
	const { account } = row;
	return {
		id: `${row.change}${method}`,
		session,
		at: new Date(at).toISOString(),
		account,
		method,
		url,
		status,
		...size,
	};
}

function exchangesOf(row: Change) {
	const at = Date.parse(row.at);
	const gone = row.kind === "deleted";
	const decision = gone ? "listed as gone" : "listed as changed";
	const told = { ...exchange(row, "REPORT", 207, at - 900, row.sync), decision };
	if (gone) return [told];
	const taken = row.origin === "merge" ? "merged with the change made here" : "taken over";
	return [told, { ...exchange(row, "GET", 200, at - 300, row.sync), decision: taken }];
}
