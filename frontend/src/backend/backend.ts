/**
 * The one door to Go: what the window asks and is told. The Wails side and the
 * fake in memory both keep this interface. Truth is behind it; the window parses
 * no iCalendar, expands no rule and merges nothing.
 */

import type { Foresight, Recurrence } from "./foresight";
import type {
	Change,
	Conflict,
	DeletedCalendar,
	Exchange,
	HistoryQuery,
	SendReceipt,
	SyncPlan,
	Take,
	Why,
} from "./ledger";
import type { QuickDraft, Sentence } from "./sentence";

/** A moment as written. wall and tzid are for writing, instant (epoch ms) for drawing. */
export interface Moment {
	kind: "date" | "floating" | "utc" | "zoned";
	/** "2026-11-22", or "2026-11-22T09:00:00" */
	wall: string;
	tzid: string;
	instant: number;
}

/** One of several changes that are made together. */
export interface EditOne {
	object: string;
	recurrenceId: string;
	patch: Patch;
	delete: boolean;
	/** Leaves it as it is, and makes another event of what the patch would have made of it. */
	copy: boolean;
}

export type State = "synced" | "created" | "edited" | "deleted";

/** Which occurrences of a recurring event a change is about. */
export type Scope = "this" | "following" | "all";

/** One time an event takes place. The end is exclusive. */
export interface Occurrence {
	object: string;
	revision: number;
	uid: string;
	/** "" when the event does not recur; else what names the occurrence. */
	recurrenceId: string;
	calendar: string;
	summary: string;
	location: string;
	status: string;
	transparency: string;
	/** "" unless the event has a colour of its own. */
	color: string;
	start: Moment;
	end: Moment;
	allDay: boolean;
	recurs: boolean;
	hasAlarm: boolean;
	state: State;
	/** Why a change of it is held back; "" where none is. */
	held: HeldReason;
}

/** Something that could not be read. */
export interface Problem {
	calendar: string;
	message: string;
}

/** Everything an editor shows of one event. */
export interface Details {
	object: string;
	revision: number;
	uid: string;
	recurrenceId: string;
	calendar: string;
	summary: string;
	start: Moment;
	end: Moment;
	allDay: boolean;
	/** The recurrence rule as written, "" without one. */
	rrule: string;
	/** The rule in words. */
	rruleText: string;
	location: string;
	description: string;
	url: string;
	status: string;
	transparency: string;
	class: string;
	/** A name of CSS; "" for the calendar's. */
	color: string;
	categories: string[];
	/** Lengths before the start: "15m", "1h", "1d", "0". */
	alarms: string[];
	attendees: { name: string; address: string; status: string }[];
	organizer: string;
	/** Ways to join from afar; the label may be "". */
	conferences: { label: string; uri: string }[];
	recurs: boolean;
	writable: boolean;
	state: State;
}

/** The fields a person touched, and nothing else. Times are in the event's own zone; ends are exclusive. */
export interface Patch {
	summary?: string;
	location?: string;
	description?: string;
	url?: string;
	status?: string;
	transparency?: string;
	class?: string;
	color?: string;
	rrule?: string;
	tzid?: string;
	categories?: string[];
	alarms?: string[];
	start?: string;
	end?: string;
	allDay?: boolean;
	floating?: boolean;
	clear?: string[];
}

/** What a change left behind. */
export interface Saved {
	uid: string;
	object: string;
	revision: number;
	calendar: string;
	change: string;
	/** How many changes there were, where there were several. */
	changes?: number;
	/** How many events were left as they are, because they changed since or are read-only. */
	left?: number;
	/** What became of a whole calendar, in a sentence without its full stop. */
	said?: string;
}

/** Why a change of a whole calendar waits for the person; "" when none does. */
export type HeldReason = "" | "first" | "removals" | "emptied" | "changes" | "omitted" | "missing";

export interface CalendarInfo {
	id: string;
	/** Name of the account; "local" for this computer. */
	account: string;
	name: string;
	color: string;
	href: string;
	writable: boolean;
	components: string[];
	objects: number;
	hidden: boolean;
	isDefault: boolean;
	heldReason: HeldReason;
	/** Of how many events a change is held back. */
	held: number;
	/** What is held back, in a sentence. */
	heldMessage: string;
}

/** "keyring": a sync waits for the system's keyring, which asks the person to unlock it. */
export type Phase = "idle" | "syncing" | "keyring" | "offline" | "signin" | "failed" | "local";

export interface AccountInfo {
	name: string;
	provider: string;
	url: string;
	user: string;
	valid: boolean;
	/** RFC 3339, or "" before the first time. */
	lastSync: string;
	error: string;
	errorCode: string;
	phase: Phase;
	/** How many objects wait to be sent. */
	pending: number;
	/** Where the password is kept. */
	secret: SecretPlace | "command";
	/** So many of the total that the sync under way found to do are done; both 0 without one. */
	done: number;
	total: number;
}

/** Where a password is kept. */
export type SecretPlace = "keyring" | "file" | "session";

export interface NewAccount {
	name: string;
	/** A URL, an e-mail address or a host. */
	address: string;
	user: string;
	password: string;
	secret: SecretPlace;
	passphrase: string;
	allowPlain: boolean;
}

export interface Connected {
	name: string;
	calendars: CalendarInfo[];
	notes: string[];
}

export interface SettingsInfo {
	defaultCalendar: string;
	/** 0 is Sunday, 1 is Monday, 6 is Saturday. */
	weekStart: number;
	/** "" follows the system. */
	timeZone: string;
	/** The zones shown besides, two at most. */
	moreZones: string[];
	/** How 10/11 is read in a sentence: "day" or "month" first; "" asks. */
	dateOrder: string;
	/** JSON: by what a key does, the keys that the person chose. */
	keys: string;
	/** How large the sync record may grow, in MB; 0: none is kept. */
	recordMB: number;
	/** What history takes up, for how many days it is kept, and how large it may grow. */
	ledgerBytes: number;
	ledgerDays: number;
	ledgerMB: number;
	version: string;
	demo: boolean;
}

/** Notices from Go. Both ends of agenda are 0 when everything may have changed. */
export interface Notices {
	agenda(change: { from: number; to: number }): void;
	calendars(): void;
	sync(account: AccountInfo): void;
}

export interface Backend {
	/**
	 * The occurrences of visible calendars that touch the time from from to to (RFC 3339), seen from tz;
	 * as they were at asOf (RFC 3339) unless that is "".
	 */
	agenda(
		from: string,
		to: string,
		tz: string,
		asOf: string,
	): Promise<{ occurrences: Occurrence[]; problems: Problem[] }>;
	search(query: string, tz: string): Promise<{ occurrences: Occurrence[] }>;

	/** An event or one occurrence of it; as it was at asOf (RFC 3339) unless that is "". */
	details(object: string, recurrenceId: string, asOf: string): Promise<Details>;
	create(calendar: string, patch: Patch, tz: string): Promise<Saved>;
	/** Changes an event, and moves it to another calendar unless moveTo is "": as one change. */
	save(
		object: string,
		revision: number,
		recurrenceId: string,
		scope: Scope,
		patch: Patch,
		tz: string,
		moveTo: string,
	): Promise<Saved>;
	/** Makes several changes as one; left counts those that could not be made. */
	together(edits: readonly EditOne[], tz: string): Promise<Saved>;
	move(object: string, revision: number, calendar: string): Promise<Saved>;
	remove(object: string, revision: number, recurrenceId: string, scope: Scope): Promise<Saved>;
	/** What save, or with gone remove, would do to the occurrences from from to to (RFC 3339). */
	foresee(
		of: { object: string; revision: number; recurrenceId: string },
		scope: Scope,
		change: { patch: Patch; gone: boolean; moveTo: string },
		within: { from: string; to: string },
		tz: string,
	): Promise<Foresight>;
	/** How an event made of a patch would recur. */
	recurrence(patch: Patch, tz: string): Promise<Recurrence>;
	/** How a line of text is understood. */
	understand(sentence: Sentence, tz: string): Promise<QuickDraft>;
	/** Makes an event of a line of text in which nothing is in doubt. */
	createSaid(sentence: Sentence, tz: string): Promise<Saved>;
	undo(): Promise<Saved>;
	redo(): Promise<Saved>;

	/** What was changed, newest first. */
	history(query: HistoryQuery, tz: string): Promise<Change[]>;
	why(uid: string, tz: string): Promise<Why>;
	/** The sync record: the newest requests to all servers with their answers, newest last. */
	record(tz: string): Promise<Exchange[]>;
	/** What became of what was last written of an event: whether it was sent, and what the server made of it. */
	receipt(object: string): Promise<SendReceipt>;
	/** Brings an event back to what it was after a change; to what it was before one that deleted it. */
	restore(change: string): Promise<Saved>;
	/** Takes back everything that came in with a sync. */
	restoreSync(sync: string): Promise<Saved>;
	deletedCalendars(): Promise<DeletedCalendar[]>;
	restoreCalendar(id: string): Promise<Saved>;

	conflicts(tz: string): Promise<Conflict[]>;
	/** fields says ours or theirs by name of a field, for merged. */
	resolve(id: string, take: Take, fields: Record<string, "ours" | "theirs">): Promise<Saved>;

	calendars(): Promise<CalendarInfo[]>;
	createCalendar(name: string, account: string, color: string): Promise<CalendarInfo>;
	renameCalendar(id: string, name: string): Promise<void>;
	recolorCalendar(id: string, color: string): Promise<void>;
	hideCalendar(id: string, hidden: boolean): Promise<void>;
	setDefaultCalendar(id: string): Promise<void>;

	accounts(): Promise<AccountInfo[]>;
	connect(account: NewAccount): Promise<Connected>;
	setPassword(name: string, password: string): Promise<void>;
	/** Opens the file of passwords with its passphrase. */
	unlock(name: string, passphrase: string): Promise<void>;
	removeAccount(name: string, discard: boolean): Promise<void>;

	syncNow(): Promise<void>;
	/** Stops the syncs under way: what they have done stays, the rest is left to the next. */
	cancelSync(): Promise<void>;
	/** What a sync would do. Nothing is changed. */
	plan(): Promise<SyncPlan>;
	/** Lets through what is held back in a calendar. */
	accept(calendar: string): Promise<void>;
	/** Writes this device's copies of what is held back to the server again. */
	pushBack(calendar: string): Promise<void>;
	/** The window came to the front, or the network came back: a good moment to look. */
	focused(): Promise<void>;

	settings(): Promise<SettingsInfo>;
	setSetting(key: string, value: string): Promise<void>;

	/** Opens a link (http, https) outside of the window. */
	openLink(url: string): void;

	/** Tells of changes until the returned function is called. */
	listen(notices: Notices): () => void;
}
