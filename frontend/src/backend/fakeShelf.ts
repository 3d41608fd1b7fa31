import { type Day, isoDay, parseDay } from "../time/days";
import { dayOfWall, instantOf, parseWall, wallOf } from "../time/wall";
import type { AccountInfo, CalendarInfo, Moment, Notices, Occurrence, Saved, SettingsInfo } from "./backend";
import { Failure } from "./errors";
import { ruleDays } from "./expand";
import { at } from "./fakeEvents";
import { FakeLedger } from "./fakeLedger";
import type { Origin } from "./ledger";
import { type FakeEvent, localCalendar, sampleAccounts, sampleCalendars, sampleEvents } from "./sample";

/** How a fake begins. */
export interface FakeOptions {
	now: () => number;
	zone: string;
	/** sample: two accounts full of life; empty: the first start, with a calendar on this computer only. */
	begin: "sample" | "empty";
	/** How the accounts are. */
	network: "up" | "down" | "signin";
	/** What every account is besides. */
	accounts: Partial<AccountInfo>;
	/** What waits for the person: a conflict, a calendar that is held back. */
	trouble: readonly string[];
	/** How long sending takes, in ms; 0 at once. */
	delay: number;
}

interface Shelf {
	events: FakeEvent[];
	calendars: CalendarInfo[];
}

/** What a fake has in memory, and how it tells of it. */
export class FakeShelf {
	protected shelf: Shelf;
	protected undone: Shelf[] = [];
	protected done: Shelf[] = [];
	protected accountList: AccountInfo[];
	protected config: SettingsInfo;
	protected ledger: FakeLedger;
	protected readonly listeners = new Set<Notices>();
	protected readonly options: FakeOptions;
	protected counter = 0;
	private sending: ReturnType<typeof setTimeout> | undefined;

	constructor(options: Partial<FakeOptions> = {}) {
		this.options = {
			...{ now: Date.now, zone: "Europe/Berlin", begin: "sample", network: "up", trouble: [], accounts: {}, delay: 0 },
			...options,
		};
		const { begin, zone, now, network } = this.options;
		const today = dayOfWall(wallOf(now(), zone));
		this.shelf = {
			events: begin === "sample" ? sampleEvents(today, zone) : [],
			calendars: structuredClone(begin === "sample" ? sampleCalendars : [localCalendar]),
		};
		this.ledger = new FakeLedger(this.shelf.events, now());
		this.accountList = begin === "sample" ? sampleAccounts(now()) : [];
		if (network === "down") this.setPhase("offline", "offline", "The server cannot be reached.");
		if (network === "signin") this.setPhase("signin", "sign_in", "The server did not accept the password.", "home");
		this.accountList = this.accountList.map((a) => ({ ...a, ...this.options.accounts }));
		this.config = {
			...{ defaultCalendar: "", weekStart: 1, timeZone: zone, version: "fake", demo: false },
			...{ moreZones: [], dateOrder: "", keys: "", recordMB: 16 },
			...{ ledgerBytes: 3_400_000, ledgerDays: 365, ledgerMB: 256 },
		};
	}

	protected expand(until: Day, events: readonly FakeEvent[] = this.shelf.events): Occurrence[] {
		return events.flatMap((e) => {
			if (!e.rrule) return [this.occurrenceOf(e, "")];
			return ruleDays(e.rrule, parseDay(e.start), until)
				.map(isoDay)
				.filter((day) => !e.exdates.includes(day))
				.map((day) => this.occurrenceOf(e, day));
		});
	}

	protected occurrenceOf(base: FakeEvent, recurrenceId: string): Occurrence {
		const day = recurrenceId.slice(0, 10);
		const e = base.rrule && day ? { ...base, ...at(base, parseDay(day)), ...base.overrides[day] } : base;
		const { object, revision, calendar, summary, location, status, transparency, color, allDay, state } = e;
		return {
			...{ object, revision, calendar, summary, location, status, transparency, color, allDay, state },
			uid: `${object}@fake`,
			held: this.shelf.calendars.find((c) => c.id === calendar)?.heldReason ?? "",
			recurrenceId: base.rrule ? day : "",
			start: this.moment(e.start, e.tzid),
			end: this.moment(e.end, e.tzid),
			recurs: base.rrule !== "",
			hasAlarm: e.alarms.length > 0,
		};
	}

	private moment(wall: string, tzid: string): Moment {
		const instant = instantOf(parseWall(wall), tzid || this.options.zone);
		if (wall.length === 10) return { kind: "date", wall, tzid: "", instant };
		return { kind: "zoned", wall: `${wall}:00`, tzid, instant };
	}

	protected find(object: string): FakeEvent {
		const found = this.shelf.events.find((e) => e.object === object);
		if (!found) throw new Failure("not_found", "This event is no longer here.");
		return found;
	}

	protected fresh(object: string, revision: number): FakeEvent {
		const found = this.find(object);
		if (found.revision !== revision) throw new Failure("stale", "The event has changed meanwhile.");
		this.writable(found.calendar);
		return found;
	}

	protected writable(calendar: string) {
		if (!this.shelf.calendars.find((c) => c.id === calendar)?.writable) {
			throw new Failure("read_only", "This calendar is read-only.");
		}
	}

	protected remember() {
		this.done.push(structuredClone(this.shelf));
		this.undone = [];
	}

	protected swap(from: Shelf[], to: Shelf[]): Saved {
		const shelf = from.pop();
		if (!shelf) throw new Failure("nothing_to_undo", "There is nothing to undo.");
		to.push(structuredClone(this.shelf));
		this.shelf = shelf;
		return this.saved("", "", "undo");
	}

	protected replace(changed: FakeEvent) {
		this.shelf.events = this.shelf.events.map((e) => (e.object === changed.object ? changed : e));
	}

	protected changeCalendar(id: string, change: Partial<CalendarInfo>) {
		this.shelf.calendars = this.shelf.calendars.map((c) => (c.id === id ? { ...c, ...change } : c));
		this.tell((n) => {
			n.calendars();
			n.agenda({ from: 0, to: 0 });
		});
	}

	protected setPhase(phase: AccountInfo["phase"], errorCode: string, error: string, name?: string) {
		this.accountList = this.accountList.map((a) =>
			name && a.name !== name ? a : { ...a, phase, errorCode, error, valid: phase !== "signin" },
		);
		this.tellAccounts();
	}

	protected saved(object: string, calendar: string, origin: Origin = "me"): Saved {
		this.ledger.note(this.shelf.events, origin, this.options.now());
		this.tell((n) => n.agenda({ from: 0, to: 0 }));
		this.countPending();
		if (this.options.network === "up" && this.options.delay > 0) {
			clearTimeout(this.sending);
			this.sending = setTimeout(() => this.send(), this.options.delay);
		}
		const revision = this.shelf.events.find((e) => e.object === object)?.revision ?? 0;
		return { uid: `${object}@fake`, object, revision, calendar, change: String(this.done.length) };
	}

	private countPending() {
		const accountOf = new Map(this.shelf.calendars.map((c) => [c.id, c.account]));
		for (const account of this.accountList) {
			const mine = this.shelf.events.filter((e) => accountOf.get(e.calendar) === account.name);
			account.pending = mine.filter((e) => e.state !== "synced").length;
		}
		this.tellAccounts();
	}

	protected send() {
		if (this.options.network !== "up") return;
		this.shelf.events = this.shelf.events.map((e) => ({ ...e, state: "synced" }));
		const lastSync = new Date(this.options.now()).toISOString();
		this.accountList = this.accountList.map((a) => ({ ...a, pending: 0, lastSync }));
		this.tellAccounts();
		this.tell((n) => n.agenda({ from: 0, to: 0 }));
	}

	private tellAccounts() {
		for (const account of this.accountList) this.tell((n) => n.sync({ ...account }));
	}

	protected tell(what: (notices: Notices) => void) {
		for (const listener of this.listeners) what(listener);
	}
}
