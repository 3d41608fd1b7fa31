import type { AccountInfo, Backend, SyncPlan } from "../backend";
import { formatAgo } from "../time";
import { Observable } from "./observable";

/** How the whole stands, worst first. */
export type Standing = "signin" | "failed" | "offline" | "syncing" | "waiting" | "synced" | "local";

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

/** The truth about all accounts in a few words: the worst of them, and what waits. */
export function statusOf(accounts: readonly AccountInfo[], now: number): Status {
	const remote = accounts.filter((a) => a.phase !== "local" && a.name !== "local");
	const pending = remote.reduce((sum, a) => sum + a.pending, 0);
	const with_ = (phase: AccountInfo["phase"]) => remote.find((a) => a.phase === phase);
	const waiting = pending > 0 ? ` · ${changesWaiting(pending)}` : "";
	const signin = with_("signin");
	if (signin) {
		const needs = signin.errorCode === "locked" ? "Password is locked" : "Needs a password";
		return { standing: "signin", text: needs + waiting, account: signin.name };
	}
	const failed = with_("failed");
	if (failed) return { standing: "failed", text: `Cannot sync ${failed.name}${waiting}`, account: failed.name };
	if (with_("offline")) return { standing: "offline", text: `Offline${waiting}`, account: "" };
	if (remote.length === 0) return { standing: "local", text: "On this computer", account: "" };
	if (with_("syncing")) return { standing: "syncing", text: progressOf(remote), account: "" };
	if (pending > 0) return { standing: "waiting", text: changesWaiting(pending), account: "" };
	const never = remote.find((a) => a.lastSync === "");
	if (never) return { standing: "waiting", text: "Not synced yet", account: never.name };
	const oldest = Math.min(...remote.map((a) => Date.parse(a.lastSync)));
	return { standing: "synced", text: `Synced ${formatAgo(oldest, now)}`, account: "" };
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
