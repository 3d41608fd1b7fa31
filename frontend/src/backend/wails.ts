import type { AccountInfo, Backend, CalendarInfo, Connected, Details, Saved, SettingsInfo } from "./backend";
import { Failure, failureOf, parseFailure } from "./errors";
import type { Foresight, Recurrence } from "./foresight";
import type { Change, Conflict, DeletedCalendar, Exchange, SendReceipt, SyncPlan, Why } from "./ledger";
import { type NoticeSource, receiveNotices } from "./notices";
import type { QuickDraft } from "./sentence";

type Method = (...args: unknown[]) => Promise<unknown>;
type Bound = Record<string, Record<string, Method>>;

declare global {
	interface Window {
		go?: { bridge?: Bound };
		runtime?: NoticeSource & { BrowserOpenURL(url: string): void };
		wails?: unknown;
		wailsbindings?: unknown;
	}
}

/** How long an answer may take, in ms. A panic in Go never settles its promise, so waiting has an end. */
const PATIENCE = 30_000;
/** Some things ask several servers, and perhaps a person to unlock a keyring. */
const PATIENCE_SERVERS = 180_000;

async function call<T>(struct: string, method: string, args: unknown[], patience = PATIENCE): Promise<T> {
	const bound = window.go?.bridge?.[struct]?.[method];
	if (!bound) throw new Failure("internal", `The program has no ${struct}.${method}.`);
	let timer: ReturnType<typeof setTimeout> | undefined;
	const tooLate = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Failure("internal", "The program did not answer.")), patience);
	});
	try {
		return (await Promise.race([bound(...args), tooLate])) as T;
	} catch (thrown) {
		throw failureOf(thrown);
	} finally {
		clearTimeout(timer);
	}
}

/** Bulk comes as JSON over the asset server: WebKit keeps what is evaluated into a page. */
async function get<T>(path: string, query: Record<string, string>): Promise<T> {
	let response: Response;
	try {
		response = await fetch(`/api/${path}?${new URLSearchParams(query)}`, { signal: AbortSignal.timeout(PATIENCE) });
	} catch {
		throw new Failure("internal", "The program did not answer.");
	}
	const text = await response.text();
	if (!response.ok) throw parseFailure(text) ?? new Failure("internal", text || response.statusText);
	return JSON.parse(text) as T;
}

/** The program behind the window. */
export function wailsBackend(): Backend {
	return {
		agenda: (from, to, tz, asOf) => get("agenda", { from, to, tz, ...(asOf ? { asOf } : {}) }),
		search: (q, tz) => get("search", { q, tz }),

		details: (...args) => call<Details>("Events", "Details", args),
		create: (...args) => call<Saved>("Events", "Create", args),
		save: (...args) => call<Saved>("Events", "Save", args),
		together: (...args) => call<Saved>("Events", "Together", args),
		move: (...args) => call<Saved>("Events", "Move", args),
		remove: (...args) => call<Saved>("Events", "Delete", args),
		foresee: ({ object, revision, recurrenceId }, scope, { patch, gone, moveTo }, { from, to }, tz) =>
			call<Foresight>("Events", "Preview", [object, revision, recurrenceId, scope, patch, gone, from, to, tz, moveTo]),
		recurrence: (...args) => call<Recurrence>("Events", "Recurrence", args),
		understand: (...args) => call<QuickDraft>("Events", "QuickAdd", args),
		createSaid: (...args) => call<Saved>("Events", "AddSentence", args),
		undo: () => call<Saved>("Events", "Undo", []),
		redo: () => call<Saved>("Events", "Redo", []),

		history: async ({ uid = "", since = "", limit }, tz) => {
			const query = { uid, since, tz, ...(limit ? { limit: String(limit) } : {}) };
			return (await get<{ changes: Change[] }>("history", query)).changes;
		},
		why: (uid, tz) => get<Why>("why", { object: uid, tz }),
		record: async (tz) => (await get<{ exchanges: Exchange[] }>("log", { tz })).exchanges,
		receipt: (...args) => call<SendReceipt>("Events", "Receipt", args),
		restore: (...args) => call<Saved>("Events", "Restore", args),
		restoreSync: (...args) => call<Saved>("Events", "RestoreSync", args),
		deletedCalendars: () => call<DeletedCalendar[]>("Calendars", "Deleted", []),
		restoreCalendar: (...args) => call<Saved>("Calendars", "Restore", args, PATIENCE_SERVERS),

		conflicts: async (tz) => (await get<{ conflicts: Conflict[] }>("conflicts", { tz })).conflicts,
		resolve: (...args) => call<Saved>("Conflicts", "Resolve", args),

		calendars: () => call<CalendarInfo[]>("Calendars", "List", []),
		createCalendar: (...args) => call<CalendarInfo>("Calendars", "Create", args),
		renameCalendar: (...args) => call("Calendars", "Rename", args),
		recolorCalendar: (...args) => call("Calendars", "Recolor", args),
		hideCalendar: (...args) => call("Calendars", "SetHidden", args),
		setDefaultCalendar: (...args) => call("Calendars", "SetDefault", args),

		accounts: () => call<AccountInfo[]>("Accounts", "List", []),
		connect: (...args) => call<Connected>("Accounts", "Add", args, PATIENCE_SERVERS),
		unlock: (...args) => call("Accounts", "Unlock", args, PATIENCE_SERVERS),
		setPassword: (...args) => call("Accounts", "SetPassword", args, PATIENCE_SERVERS),
		removeAccount: (...args) => call("Accounts", "Remove", args),

		syncNow: () => call("Sync", "Now", []),
		cancelSync: () => call("Sync", "Cancel", []),
		plan: () => call<SyncPlan>("Sync", "Plan", [], PATIENCE_SERVERS),
		accept: (...args) => call("Sync", "Accept", args, PATIENCE_SERVERS),
		pushBack: (...args) => call("Sync", "PushBack", args, PATIENCE_SERVERS),
		focused: () => call("Sync", "Focused", []),

		settings: () => call<SettingsInfo>("Settings", "Get", []),
		setSetting: (...args) => call("Settings", "Set", args),

		openLink: (url) => window.runtime?.BrowserOpenURL(url),

		listen: (notices) => (window.runtime ? receiveNotices(window.runtime, notices) : () => {}),
	};
}

/** Whether this page runs in the program's window, or in a browser served by its development build. */
export function insideProgram(): boolean {
	const { go, wails, wailsbindings, location } = window;
	return (
		Boolean(go || wails || wailsbindings) || location.protocol === "wails:" || location.hostname.startsWith("wails.")
	);
}

/** Resolves when the bindings are there; rejects when they do not come. */
export async function bindingsReady(): Promise<void> {
	for (let waited = 0; !window.go?.bridge; waited += 20) {
		if (waited > 5_000) throw new Failure("internal", "The program did not answer.");
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}
