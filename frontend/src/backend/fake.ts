import { type Day, isoDay, parseDay } from "../time/days";
import { dayOfWall, instantOf, isoWall, parseWall, wallOf } from "../time/wall";
import type {
	AccountInfo,
	Backend,
	CalendarInfo,
	Connected,
	Details,
	Moment,
	NewAccount,
	Notices,
	Occurrence,
	Patch,
	Saved,
	Scope,
	SettingsInfo,
} from "./backend";
import { Failure } from "./errors";
import { ruleDays } from "./expand";
import { event, type FakeEvent, localCalendar, sampleAccounts, sampleCalendars, sampleEvents } from "./sample";

/** How a fake begins. */
export interface FakeOptions {
	now: () => number;
	zone: string;
	/** sample: two accounts full of life; empty: the first start, with a calendar on this computer only. */
	begin: "sample" | "empty";
	/** How the accounts are. */
	network: "up" | "down" | "signin";
	/** How long sending takes, in ms; 0 at once. */
	delay: number;
}

interface Shelf {
	events: FakeEvent[];
	calendars: CalendarInfo[];
}

/** A backend in memory: the window's own, for the browser, screenshots and tests. */
export class FakeBackend implements Backend {
	private shelf: Shelf;
	private undone: Shelf[] = [];
	private done: Shelf[] = [];
	private accountList: AccountInfo[];
	private config: SettingsInfo;
	private readonly listeners = new Set<Notices>();
	private readonly options: FakeOptions;
	private counter = 0;
	private sending: ReturnType<typeof setTimeout> | undefined;

	constructor(options: Partial<FakeOptions> = {}) {
		this.options = { now: Date.now, zone: "Europe/Berlin", begin: "sample", network: "up", delay: 0, ...options };
		const { begin, zone, now, network } = this.options;
		const today = dayOfWall(wallOf(now(), zone));
		this.shelf = {
			events: begin === "sample" ? sampleEvents(today, zone) : [],
			calendars: structuredClone(begin === "sample" ? sampleCalendars : [localCalendar]),
		};
		this.accountList = begin === "sample" ? sampleAccounts(now()) : [];
		if (network === "down") this.setPhase("offline", "offline", "The server cannot be reached.");
		if (network === "signin") this.setPhase("signin", "sign_in", "The server did not accept the password.", "home");
		this.config = { defaultCalendar: "", weekStart: 1, timeZone: zone, version: "fake", demo: false };
	}

	// Reading

	async agenda(from: string, to: string) {
		const shown = new Set(this.shelf.calendars.filter((c) => !c.hidden).map((c) => c.id));
		const [a, b] = [Date.parse(from), Date.parse(to)];
		const occurrences = this.expand(dayOfWall(wallOf(b, this.options.zone)))
			.filter((o) => shown.has(o.calendar) && o.start.instant < b && o.end.instant >= a)
			.sort((x, y) => x.start.instant - y.start.instant || x.summary.localeCompare(y.summary));
		return { occurrences, problems: [] };
	}

	async search(query: string) {
		const wanted = query.toLowerCase();
		const until = dayOfWall(wallOf(this.options.now(), this.options.zone)) + 60;
		const occurrences = this.expand(until).filter((o) => `${o.summary} ${o.location}`.toLowerCase().includes(wanted));
		return { occurrences: occurrences.slice(0, 100) };
	}

	async details(object: string, recurrenceId: string): Promise<Details> {
		const base = this.find(object);
		const found = this.occurrenceOf(base, recurrenceId);
		const words = base.rrule ? (/FREQ=(\w+)/.exec(base.rrule)?.[1] ?? "").toLowerCase() : "";
		const override = base.overrides[recurrenceId.slice(0, 10)] ?? {};
		return {
			...{ ...base, ...override },
			...found,
			class: "",
			categories: [],
			attendees: [],
			organizer: "",
			rruleText: words && `Repeats ${words}`,
			writable: this.shelf.calendars.find((c) => c.id === base.calendar)?.writable ?? false,
		};
	}

	// Changing

	async create(calendar: string, patch: Patch, tz: string): Promise<Saved> {
		this.writable(calendar);
		this.remember();
		const made = event({ object: `n${++this.counter}`, calendar, tzid: patch.tzid ?? tz, state: "created" });
		this.shelf.events.push(applied(made, patch));
		return this.saved(made.object, calendar);
	}

	async save(object: string, revision: number, recurrenceId: string, scope: Scope, patch: Patch): Promise<Saved> {
		const base = this.fresh(object, revision);
		this.remember();
		const day = recurrenceId.slice(0, 10);
		if (!base.rrule || scope === "all") {
			this.replace(applied(base, shiftedToMaster(base, day, patch)));
		} else if (scope === "this") {
			const before = { ...base, ...at(base, parseDay(day)), ...base.overrides[day], rrule: "" };
			this.replace({ ...touched(base), overrides: { ...base.overrides, [day]: applied(before, patch) } });
		} else {
			const rest = {
				...base,
				...at(base, parseDay(day)),
				object: `n${++this.counter}`,
				overrides: {},
				state: "created" as const,
			};
			this.replace(ended(base, parseDay(day)));
			this.shelf.events.push(applied({ ...rest, rrule: base.rrule.replace(/;(COUNT|UNTIL)=[^;]*/g, "") }, patch));
		}
		return this.saved(object, base.calendar);
	}

	async move(object: string, revision: number, calendar: string): Promise<Saved> {
		this.writable(calendar);
		const base = this.fresh(object, revision);
		this.remember();
		this.replace({ ...touched(base), calendar });
		return this.saved(object, calendar);
	}

	async remove(object: string, revision: number, recurrenceId: string, scope: Scope): Promise<Saved> {
		const base = this.fresh(object, revision);
		this.remember();
		const day = recurrenceId.slice(0, 10);
		if (!base.rrule || scope === "all") this.shelf.events = this.shelf.events.filter((e) => e.object !== object);
		else if (scope === "this") this.replace({ ...touched(base), exdates: [...base.exdates, day] });
		else this.replace(ended(base, parseDay(day)));
		return this.saved(object, base.calendar);
	}

	async undo(): Promise<Saved> {
		return this.swap(this.done, this.undone);
	}

	async redo(): Promise<Saved> {
		return this.swap(this.undone, this.done);
	}

	// Calendars, accounts, settings

	async calendars() {
		return structuredClone(this.shelf.calendars);
	}

	async createCalendar(name: string, account: string, color: string) {
		const made: CalendarInfo = { ...localCalendar, id: `c${++this.counter}`, account, name, color, isDefault: false };
		this.shelf.calendars.push(made);
		this.tell((n) => n.calendars());
		return made;
	}

	renameCalendar = async (id: string, name: string) => this.changeCalendar(id, { name });
	recolorCalendar = async (id: string, color: string) => this.changeCalendar(id, { color });
	hideCalendar = async (id: string, hidden: boolean) => this.changeCalendar(id, { hidden });

	async setDefaultCalendar(id: string) {
		for (const c of this.shelf.calendars) c.isDefault = c.id === id;
		this.tell((n) => n.calendars());
	}

	async accounts() {
		return structuredClone(this.accountList);
	}

	/** Any password but "wrong" is right; the addresses of a few hosts make each thing go wrong that can. */
	async connect(given: NewAccount): Promise<Connected> {
		await new Promise((resolve) => setTimeout(resolve, this.options.delay));
		refuse(given);
		const name = given.name || given.address.replace(/^.*[@/]([^/:]+).*$/, "$1");
		const calendars = ["Home", "Work"].map((title, i) => ({
			...localCalendar,
			id: `${name}-${i}`,
			account: name,
			name: title,
			color: ["#2f9e63", "#8a5cd6"][i] ?? "#2f7de1",
			isDefault: false,
		}));
		const [template] = sampleAccounts(this.options.now());
		if (template) this.accountList.push({ ...template, name, url: given.address, user: given.user });
		this.shelf.calendars.push(...calendars);
		this.tell((n) => n.calendars());
		return { name, calendars, notes: [] };
	}

	async setPassword(name: string, password: string) {
		if (password === "wrong") throw new Failure("sign_in", "The server did not accept this password.", "", "password");
		this.setPhase("idle", "", "", name);
	}

	async unlock(name: string, passphrase: string) {
		if (passphrase === "wrong") throw new Failure("locked", "That passphrase does not open the file of passwords.");
		this.setPhase("idle", "", "", name);
	}

	async removeAccount(name: string, discard: boolean) {
		const account = this.accountList.find((a) => a.name === name);
		if (account && account.pending > 0 && !discard) {
			throw new Failure("unsent", `${account.pending} changes have not been sent yet.`);
		}
		this.accountList = this.accountList.filter((a) => a.name !== name);
		this.shelf.calendars = this.shelf.calendars.filter((c) => c.account !== name);
		this.tell((n) => n.calendars());
	}

	async syncNow() {
		this.send();
	}

	async focused() {}

	async settings() {
		return { ...this.config };
	}

	async setSetting(key: string, value: string) {
		this.config = { ...this.config, [key]: key === "weekStart" ? Number(value) : value };
	}

	listen(notices: Notices) {
		this.listeners.add(notices);
		return () => void this.listeners.delete(notices);
	}

	// Inside

	private expand(until: Day): Occurrence[] {
		return this.shelf.events.flatMap((e) => {
			if (!e.rrule) return [this.occurrenceOf(e, "")];
			return ruleDays(e.rrule, parseDay(e.start), until)
				.map(isoDay)
				.filter((day) => !e.exdates.includes(day))
				.map((day) => this.occurrenceOf(e, day));
		});
	}

	private occurrenceOf(base: FakeEvent, recurrenceId: string): Occurrence {
		const day = recurrenceId.slice(0, 10);
		const e = base.rrule && day ? { ...base, ...at(base, parseDay(day)), ...base.overrides[day] } : base;
		const { object, revision, calendar, summary, location, status, transparency, allDay, state } = e;
		return {
			...{ object, revision, calendar, summary, location, status, transparency, allDay, state },
			uid: `${object}@fake`,
			recurrenceId: base.rrule ? day : "",
			color: "",
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

	private find(object: string): FakeEvent {
		const found = this.shelf.events.find((e) => e.object === object);
		if (!found) throw new Failure("not_found", "This event is no longer here.");
		return found;
	}

	private fresh(object: string, revision: number): FakeEvent {
		const found = this.find(object);
		if (found.revision !== revision) throw new Failure("stale", "The event has changed meanwhile.");
		this.writable(found.calendar);
		return found;
	}

	private writable(calendar: string) {
		if (!this.shelf.calendars.find((c) => c.id === calendar)?.writable) {
			throw new Failure("read_only", "This calendar is read-only.");
		}
	}

	private remember() {
		this.done.push(structuredClone(this.shelf));
		this.undone = [];
	}

	private swap(from: Shelf[], to: Shelf[]): Saved {
		const shelf = from.pop();
		if (!shelf) throw new Failure("nothing_to_undo", "There is nothing to undo.");
		to.push(structuredClone(this.shelf));
		this.shelf = shelf;
		return this.saved("", "");
	}

	private replace(changed: FakeEvent) {
		this.shelf.events = this.shelf.events.map((e) => (e.object === changed.object ? changed : e));
	}

	private changeCalendar(id: string, change: Partial<CalendarInfo>) {
		this.shelf.calendars = this.shelf.calendars.map((c) => (c.id === id ? { ...c, ...change } : c));
		this.tell((n) => {
			n.calendars();
			n.agenda({ from: 0, to: 0 });
		});
	}

	private setPhase(phase: AccountInfo["phase"], errorCode: string, error: string, name?: string) {
		this.accountList = this.accountList.map((a) =>
			name && a.name !== name ? a : { ...a, phase, errorCode, error, valid: phase !== "signin" },
		);
		this.tellAccounts();
	}

	private saved(object: string, calendar: string): Saved {
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

	private send() {
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

	private tell(what: (notices: Notices) => void) {
		for (const listener of this.listeners) what(listener);
	}
}

/** The event of a series that is due on day. */
function at(base: FakeEvent, day: Day): { start: string; end: string } {
	const move = (day - parseDay(base.start)) * 1440;
	const write = (wall: string) => {
		const moved = isoWall(parseWall(wall) + move);
		return base.allDay ? moved.slice(0, 10) : moved;
	};
	return { start: write(base.start), end: write(base.end) };
}

function touched(base: FakeEvent): FakeEvent {
	return { ...base, revision: base.revision + 1, state: base.state === "created" ? "created" : "edited" };
}

function applied(base: FakeEvent, patch: Patch): FakeEvent {
	const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
	const cleared = Object.fromEntries((patch.clear ?? []).map((name) => [name, name === "alarms" ? [] : ""]));
	const changed = { ...touched(base), ...given, ...cleared } as FakeEvent;
	const write = (wall: string) => (changed.allDay ? wall.slice(0, 10) : wall.slice(0, 16));
	return { ...changed, start: write(changed.start), end: write(changed.end) };
}

/** A patch of one occurrence's times, as one of the whole series: the first one moves as far. */
function shiftedToMaster(base: FakeEvent, day: string, patch: Patch): Patch {
	if (!base.rrule || !day) return patch;
	const back = (parseDay(day) - parseDay(base.start)) * 1440;
	const write = (wall: string | undefined) => wall && isoWall(parseWall(wall) - back);
	return { ...patch, start: write(patch.start), end: write(patch.end) };
}

function ended(base: FakeEvent, before: Day): FakeEvent {
	const until = isoDay(before - 1).replaceAll("-", "");
	return { ...touched(base), rrule: `${base.rrule.replace(/;(COUNT|UNTIL)=[^;]*/g, "")};UNTIL=${until}` };
}

function refuse(given: NewAccount) {
	if (given.password === "wrong") {
		throw new Failure("sign_in", "The server did not accept the user name and password.", "", "password");
	}
	if (given.address.startsWith("http://") && !given.allowPlain) {
		throw new Failure("plain", "The connection is not encrypted.", "", "address");
	}
	if (given.address.includes("nokeyring") && given.secret === "keyring") {
		throw new Failure("no_keyring", "No keyring answers on this computer.");
	}
	const codes = ["no_server", "certificate", "offline", "protocol", "foreign_host"] as const;
	for (const code of codes) {
		if (given.address.includes(code)) throw new Failure(code, `Fake failure ${code}.`, "", "address");
	}
}
