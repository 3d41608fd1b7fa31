import { type Change, isReceipt } from "../backend";
import { type Day, dayOfWall, shortDay, wallOf } from "../time";

/** Changes that came together: by one request, or with one sync. */
export interface Batch {
	key: string;
	/** Epoch ms of the newest. */
	at: number;
	/** What is undone with all of them; "" when they did not come with a sync. */
	sync: string;
	changes: Change[];
}

/** Puts neighbours that came together together. changes are newest first, and stay so. */
export function batchesOf(changes: readonly Change[]): Batch[] {
	const batches: Batch[] = [];
	for (const change of changes) {
		const { batch, sync, at, origin } = change;
		const received = sync !== "" && (origin === "server" || origin === "merge");
		const key = received ? `sync ${sync}` : `batch ${batch || change.change}`;
		const last = batches.at(-1);
		if (last?.key === key) last.changes.push(change);
		else batches.push({ key, at: Date.parse(at), sync: received ? sync : "", changes: [change] });
	}
	return batches;
}

/** "Today", "Yesterday", else the day. */
export function dayWords(instant: number, today: Day, zone: string): string {
	const day = dayOfWall(wallOf(instant, zone));
	if (day === today) return "Today";
	return day === today - 1 ? "Yesterday" : shortDay(day);
}

/** Who made a change, as the beginning of a sentence. */
export function whoWords(change: Change): string {
	const { origin, account } = change;
	const server = account && account !== "local" ? account : "the server";
	if (isReceipt(change)) return `Rewritten by ${server}`;
	if (change.back) return "Not moved:";
	if (change.clashes?.length) return "Both sides";
	const who = {
		me: "You",
		server: `From ${server}`,
		merge: "Merged",
		undo: "You, going back",
		import: "From a file",
	};
	return who[origin];
}

/** What a change did, as the rest of that sentence. */
export function whatWords(change: Change): string {
	const { kind, origin } = change;
	if (isReceipt(change)) return "when it took what you sent";
	if (change.back) return "its new calendar can only be read";
	if (change.clashes?.length) return "changed it";
	if (origin === "merge" && kind === "edited") return "with your change";
	if (origin === "undo" && kind === "created") return "brought it back";
	return { created: "created it", edited: "changed it", deleted: "deleted it", moved: "moved it to another calendar" }[
		kind
	];
}
