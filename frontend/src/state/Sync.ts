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
	text: string;
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
	const told = (standing: Standing, ...parts: (string | false)[]): Status => {
		const text = [...parts, pending > 0 && changesWaiting(pending)].filter(Boolean).join(" · ");
		return { standing, text, account: with_("signin")?.name ?? with_("failed")?.name ?? "" };
	};
	const signin = with_("signin");
	if (signin) return told("signin", signin.errorCode === "locked" ? "Password is locked" : "Needs a password");
	const failed = with_("failed");
	if (failed) return told("failed", `Cannot sync ${failed.name}`);
	const offline = with_("offline");
	if (offline) return told("offline", offline.errorCode === "try_later" ? "Server asks to wait" : "Offline");
	if (remote.length === 0) return { standing: "local", text: "On this computer", account: "" };
	if (with_("keyring")) return told("waiting", "Waiting for the keyring");
	if (with_("syncing")) return { standing: "syncing", text: progressOf(remote), account: "" };
	const held = calendars.filter((c) => c.heldReason !== "");
	const open = conflicts > 0 && (conflicts === 1 ? "1 conflict" : `${conflicts} conflicts`);
	if (held[0])
		return told("held", held.length === 1 ? `${held[0].name} is held back` : `${held.length} held back`, open);
	if (open) return told("conflict", open);
	if (pending > 0) return remote.some((a) => a.error) ? told("refused", "Not accepted") : told("waiting");
	const never = remote.find((a) => a.lastSync === "");
	if (never) return { standing: "waiting", text: "Not synced yet", account: never.name };
	const oldest = Math.min(...remote.map((a) => Date.parse(a.lastSync)));
	return told("synced", `Synced ${formatAgo(oldest, now)}`, remote.some((a) => a.error) && "with a problem");
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
