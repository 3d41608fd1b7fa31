/** What the program remembers of changes, and what waits for the person to decide. */

/** Who made a change: the person here, another device by way of the server, a merge of both, an undo or a restore, or a file. */
export type Origin = "me" | "server" | "merge" | "undo" | "import";

export type ChangeKind = "created" | "edited" | "deleted" | "moved";

/** A field before and after a change, for people; "" where it has no value. */
export interface FieldChange {
	name: string;
	before: string;
	after: string;
}

/** What became of what was last written of an event. */
export interface SendReceipt {
	state: "none" | "waiting" | "held" | "refused" | "doubtful" | "unread" | "taken" | "changed" | "merged" | "aside";
	/** That state, in a sentence. */
	message: string;
	/** What to do about it; "" where nothing is to be done. */
	hint: string;
	/** When it was tried, RFC 3339; "" where it was not, or nobody knows. */
	at: string;
	/** The code of the error, where it was tried in vain. */
	code: string;
	/** What the server changed or dropped of what it was sent last, before as it was sent. */
	fields: FieldChange[];
}

/** One entry of the ledger: one event, changed once. */
export interface Change {
	change: string;
	/** RFC 3339. */
	at: string;
	origin: Origin;
	account: string;
	calendar: string;
	uid: string;
	summary: string;
	kind: ChangeKind;
	fields: FieldChange[];
	/** Shared by what one request, or one step of a sync, changed. */
	batch: string;
	/** Shared by what one sync changed; "" for any other. With one, a change of mine is what the server made of what it was sent. */
	sync: string;
	/** A sentence on what was merged, or gave way; "" for most. */
	note: string;
	/** Fields that both sides had changed: the server's stand, and the user's text was set aside. */
	clashes?: string[];
	/** Whether it takes back a move of the user's that its server does not let be made. */
	back?: boolean;
}

/** Whether a change is what the server made of what it was sent. */
export function isReceipt({ origin, sync }: Change): boolean {
	return origin === "me" && sync !== "";
}

/** Which changes are asked for; what is left out does not restrict. since is RFC 3339. */
export interface HistoryQuery {
	uid?: string;
	since?: string;
	limit?: number;
}

/** A request to a server with its answer, and what was decided on it. */
export interface Exchange {
	id: string;
	/** RFC 3339. */
	at: string;
	account: string;
	method: string;
	url: string;
	/** 0 when there was no answer. */
	status: number;
	decision: string;
	/** The first exchange of the same sync. */
	session: string;
	/** Bytes received, and how long it took. */
	bytes: number;
	duration_ms: number;
	/** UIDs of the events it is about, the first hundred; and of how many it is. */
	objects: string[];
	about: number;
}

/** How an event came to be as it is: each change with the exchanges that brought it, newest first. */
export interface Why {
	uid: string;
	summary: string;
	changes: (Change & { exchanges: Exchange[] })[];
	/** Exchanges about it that changed nothing here, oldest first. */
	others: Exchange[];
}

/** A field of an event that was changed in two places. */
export interface ConflictField {
	name: string;
	base: string;
	ours: string;
	theirs: string;
}

/** An event whose version of this device gave way and was set aside whole, until the person decides. */
export interface Conflict {
	id: string;
	uid: string;
	summary: string;
	calendar: string;
	object: string;
	at: string;
	reason: "changed" | "refused" | "gone";
	fields: ConflictField[];
}

/** How a conflict is settled; merged goes by field. */
export type Take = "ours" | "theirs" | "both" | "merged";

/** A calendar that can be brought back. */
export interface DeletedCalendar {
	id: string;
	account: string;
	name: string;
	color: string;
	objects: number;
	/** RFC 3339; "" where it is gone from its server. */
	at: string;
	/** It is gone from its server, and still shown here. */
	missing: boolean;
}

/** One thing a sync would do. */
export interface Planned {
	/** A calendar's id; its href where it is not here yet. */
	calendar: string;
	uid: string;
	summary: string;
	direction: "receive" | "send";
	kind: "create" | "update" | "delete" | "merge";
	/** It would wait for the person. */
	held: boolean;
}

/** What a sync of every account would do, and which accounts could not be asked. */
export interface SyncPlan {
	accounts: { name: string; error: { code: string; message: string } | null }[];
	plan: Planned[];
}
