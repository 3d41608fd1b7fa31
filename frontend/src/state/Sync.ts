import type { AccountInfo, Backend, CalendarInfo, SyncPlan } from "../backend";
import { formatAgo } from "../time";
import { Observable } from "./observable";

/** How the whole stands, worst first. */
export type Standing =
	| "signin"
	| "failed"
	| "offline"
	| "local"
	| "syncing"
	| "held"
	| "conflict"
	| "refused"
	| "waiting"
	| "synced";

export interface Status {
	standing: Standing;
	/** The whole of it. */
	text: string;
	/** The same in so few words that they have room beside every title. */
	brief: string;
	/** How many wait, where there is room for a number only; 0 is none. */
	count: number;
	/** The account it is about, where one wants something. */
	account: string;
}

/** How do the accounts stand with their servers? */
export class Sync extends Observable<readonly AccountInfo[]> {
	private readonly backend: Backend;

	constructor(backend: Backend) {
		super([]);
		this.backend = backend;
	}

	async load(): Promise<void> {
		this.set(await this.backend.accounts());
	}

	/** Takes one account's news. */
	told(account: AccountInfo): void {
		const known = this.value.some((a) => a.name === account.name);
		this.set(known ? this.value.map((a) => (a.name === account.name ? account : a)) : [...this.value, account]);
	}

	now(): Promise<void> {
		return this.backend.syncNow();
	}

	/** Stops the syncs under way. */
	cancel(): Promise<void> {
		return this.backend.cancelSync();
	}

	/** What a sync would do. */
	plan(): Promise<SyncPlan> {
		return this.backend.plan();
	}

	/** Lets through what is held back in a calendar, or writes our copies to its server again. */
	async decide(calendar: string, what: "accept" | "pushBack"): Promise<void> {
		await this.backend[what](calendar);
		await this.load();
	}

	async setPassword(name: string, password: string): Promise<void> {
		await this.backend.setPassword(name, password);
		await this.load();
	}

	async unlock(name: string, passphrase: string): Promise<void> {
		await this.backend.unlock(name, passphrase);
		await this.load();
	}

	async remove(name: string, discard: boolean): Promise<void> {
		await this.backend.removeAccount(name, discard);
		await this.load();
	}
}

/** What waits for the person to decide. */
export interface Undecided {
	calendars: readonly CalendarInfo[];
	conflicts: number;
}

const nothingUndecided: Undecided = { calendars: [], conflicts: 0 };

/** The truth about all accounts in a few words: the worst of them, and what waits. */
export function statusOf(
	accounts: readonly AccountInfo[],
	now: number,
	{ calendars, conflicts }: Undecided = nothingUndecided,
): Status {
	const remote = accounts.filter((a) => a.phase !== "local" && a.name !== "local");
	const pending = remote.reduce((sum, a) => sum + a.pending, 0);
	const with_ = (phase: AccountInfo["phase"]) => remote.find((a) => a.phase === phase);
	const told = (standing: Standing, text: string, brief = text, also = ""): Status => {
		const line = (words: string, waiting: string) => [words, also, pending > 0 && waiting].filter(Boolean).join(" · ");
		const account = with_("signin")?.name ?? with_("failed")?.name ?? "";
		const count = standing === "held" || standing === "conflict" ? conflicts : pending;
		const words = { text: line(text, changesWaiting(pending)), brief: line(brief, also ? "" : `${pending} waiting`) };
		return { standing, ...words, account, count };
	};
	const plain = (standing: Standing, text: string, account = ""): Status => ({
		...{ standing, text, brief: text, account, count: 0 },
	});
	const signin = with_("signin");
	if (signin?.errorCode === "locked") return told("signin", "Password is locked", "Locked");
	if (signin) return told("signin", "Needs a password", "Sign in");
	const failed = with_("failed");
	if (failed) return told("failed", `Cannot sync ${failed.name}`, "Cannot sync");
	const offline = with_("offline");
	if (offline?.errorCode === "try_later") return told("offline", "Server asks to wait", "Asked to wait");
	if (offline) return told("offline", "Offline");
	if (remote.length === 0) return plain("local", "On this computer");
	if (with_("keyring")) return told("waiting", "Waiting for the keyring", "Keyring");
	if (with_("syncing")) return plain("syncing", progressOf(remote));
	const held = calendars.filter((c) => c.heldReason !== "");
	const open = conflicts === 0 ? "" : conflicts === 1 ? "1 conflict" : `${conflicts} conflicts`;
	const heldBack = held.length === 1 ? `${held[0]?.name} is held back` : `${held.length} held back`;
	if (held.length > 0) return told("held", heldBack, "Held back", open);
	if (open) return told("conflict", open);
	if (pending > 0) return remote.some((a) => a.error) ? told("refused", "Not accepted") : told("waiting", "");
	const never = remote.find((a) => a.lastSync === "");
	if (never) return plain("waiting", "Not synced yet", never.name);
	const ago = formatAgo(Math.min(...remote.map((a) => Date.parse(a.lastSync))), now);
	if (remote.some((a) => a.error)) return told("synced", `Synced ${ago} · with a problem`, "Synced with a problem");
	return told("synced", `Synced ${ago}`);
}

/** "Syncing 120 of 2,000" where there is enough to be counted. */
function progressOf(accounts: readonly AccountInfo[]): string {
	const busy = accounts.filter((a) => a.phase === "syncing" && a.total >= COUNTED);
	if (busy.length === 0) return "Syncing…";
	const sum = (count: (a: AccountInfo) => number) => busy.reduce((all, a) => all + count(a), 0).toLocaleString();
	return `Syncing ${sum((a) => a.done)} of ${sum((a) => a.total)}`;
}

/** From how many events on a sync tells how far it is. */
const COUNTED = 20;

export function changesWaiting(n: number): string {
	return n === 1 ? "1 change waiting" : `${n} changes waiting`;
}
