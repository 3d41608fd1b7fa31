import { parseDay } from "../time/days";
import { dayOfWall, wallOf } from "../time/wall";
import type {
	Backend,
	CalendarInfo,
	Connected,
	Details,
	EditOne,
	NewAccount,
	Notices,
	Patch,
	Saved,
	Scope,
} from "./backend";
import { Failure } from "./errors";
import { refuse } from "./fakeAccounts";
import { applied, at, ended, shiftedToMaster, touched } from "./fakeEvents";
import { compare, foretell } from "./fakeForesight";
import { FakeRecord } from "./fakeRecord";
import { patchOfSaid, readSentence } from "./fakeSentence";
import type { Foresight } from "./foresight";
import { event, type FakeEvent, localCalendar, sampleAccounts } from "./sample";
import type { Sentence } from "./sentence";

/** A backend in memory: the window's own, for the browser, screenshots and tests. */
export class FakeBackend extends FakeRecord implements Backend {
	// Reading

	async agenda(from: string, to: string, _tz: string, asOf: string) {
		const shown = new Set(this.shelf.calendars.filter((c) => !c.hidden).map((c) => c.id));
		const [a, b] = [Date.parse(from), Date.parse(to)];
		const { events } = this.shelf;
		const then = asOf ? this.ledger.asOf(events, Date.parse(asOf)) : events;
		const occurrences = this.expand(dayOfWall(wallOf(b, this.options.zone)), then)
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

	async details(object: string, recurrenceId: string, asOf: string): Promise<Details> {
		const then = asOf ? this.ledger.asOf(this.shelf.events, Date.parse(asOf)) : this.shelf.events;
		const base = then.find((e) => e.object === object) ?? this.find(object);
		const found = this.occurrenceOf(base, recurrenceId);
		const override = base.overrides[recurrenceId.slice(0, 10)] ?? {};
		return {
			...{ ...base, ...override },
			...found,
			class: "",
			categories: [],
			attendees: [],
			organizer: "",
			rruleText: "",
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

	async save(
		object: string,
		revision: number,
		recurrenceId: string,
		scope: Scope,
		patch: Patch,
		_tz: string,
		moveTo: string,
	): Promise<Saved> {
		const here = this.fresh(object, revision);
		const base = moveTo ? { ...here, calendar: moveTo } : here;
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

	async together(edits: readonly EditOne[]): Promise<Saved> {
		this.remember();
		const steps = this.done.length;
		let changes = 0;
		for (const one of edits) {
			const base = this.shelf.events.find((e) => e.object === one.object);
			if (!base || !this.shelf.calendars.find((c) => c.id === base.calendar)?.writable) continue;
			changes++;
			if (one.copy) this.shelf.events.push(this.copied(base, one));
			else if (one.delete) await this.remove(base.object, base.revision, one.recurrenceId, "this");
			else await this.save(base.object, base.revision, one.recurrenceId, "this", one.patch, "", "");
		}
		this.done.length = steps;
		const [first] = edits;
		return { ...this.saved(first?.object ?? "", ""), changes, left: edits.length - changes };
	}

	private copied(base: FakeEvent, { recurrenceId, patch }: EditOne): FakeEvent {
		const day = recurrenceId.slice(0, 10);
		const one = base.rrule && day ? { ...base, ...at(base, parseDay(day)), ...base.overrides[day] } : base;
		const made = {
			...one,
			object: `n${++this.counter}`,
			rrule: "",
			exdates: [],
			overrides: {},
			state: "created" as const,
		};
		return applied(made, patch);
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

	/** Makes the change on a copy, and compares. */
	async foresee(
		...[of, scope, { patch, gone, moveTo }, { from, to }]: Parameters<Backend["foresee"]>
	): Promise<Foresight> {
		this.fresh(of.object, of.revision);
		const copy = new FakeBackend({ ...this.options, delay: 0 });
		copy.shelf = structuredClone(this.shelf);
		const others = new Set(this.shelf.events.map((e) => e.object).filter((object) => object !== of.object));
		const occurrences = (fake: FakeBackend) =>
			fake
				.expand(dayOfWall(wallOf(Date.parse(to), this.options.zone)))
				.filter((o) => !others.has(o.object) && o.end.instant >= Date.parse(from));
		if (gone) await copy.remove(of.object, of.revision, of.recurrenceId, scope);
		else await copy.save(of.object, of.revision, of.recurrenceId, scope, patch, "", moveTo);
		return compare(occurrences(this), occurrences(copy), gone);
	}

	async recurrence(patch: Patch) {
		return foretell(patch);
	}

	async understand(sentence: Sentence) {
		const now = wallOf(this.options.now(), this.options.zone);
		return readSentence(sentence, { today: dayOfWall(now), now, calendars: this.shelf.calendars });
	}

	async createSaid(sentence: Sentence, tz: string): Promise<Saved> {
		const draft = await this.understand(sentence);
		return this.create(draft.calendar || sentence.calendar, patchOfSaid(draft), tz);
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

	async cancelSync() {
		this.accountList = this.accountList.map((a) => ({ ...a, done: 0, total: 0 }));
		this.setPhase("idle", "", "");
	}

	async focused() {}

	async settings() {
		return { ...this.config };
	}

	async setSetting(key: string, value: string) {
		const read = key === "moreZones" ? value.split(",").filter(Boolean) : value;
		this.config = { ...this.config, [key]: /zone|default|order|keys/i.test(key) ? read : Number(value) };
	}

	openLink(url: string) {
		window.open(url, "_blank", "noopener");
	}

	listen(notices: Notices) {
		this.listeners.add(notices);
		return () => void this.listeners.delete(notices);
	}
}
