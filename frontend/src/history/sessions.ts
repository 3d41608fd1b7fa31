import type { Exchange } from "../backend";

/** The requests of one sync, or of one thing that was asked of a server. */
export interface Session {
	id: string;
	account: string;
	/** Epoch ms of the first request, and of the last. */
	from: number;
	to: number;
	requests: Exchange[];
	/** Whether the answer to one was none, or a refusal. */
	failed: boolean;
	/** How many requests, and how long they took, in ms. */
	duration: number;
	/** Later sessions that went just as this one. */
	repeats: Session[];
}

/** Which sessions are shown. */
export type SessionFilter = "all" | "eventful" | "failed";

/** Whether an answer is one that was not hoped for. To ask whether something is there is answered by 404, too. */
export function isRefusal({ method, status }: Exchange): boolean {
	if (status === 0) return true;
	return status >= 400 && !(status === 404 && method === "PROPFIND");
}

/** Puts the requests of a session together, newest session first; those that went just like the one after fold into it. */
export function sessionsOf(requests: readonly Exchange[], filter: SessionFilter): Session[] {
	const sessions = new Map<string, Session>();
	for (const request of requests) {
		const at = Date.parse(request.at);
		const { session: id, account } = request;
		const one = sessions.get(id) ?? {
			...{ id, account, from: at, to: at, requests: [], failed: false, duration: 0, repeats: [] },
		};
		one.requests.push(request);
		one.to = Math.max(one.to, at);
		one.duration += request.duration_ms;
		one.failed ||= isRefusal(request);
		sessions.set(id, one);
	}
	const wanted = [...sessions.values()].filter(
		({ failed, requests: all }) =>
			filter === "all" || (filter === "failed" ? failed : all.some(({ objects }) => objects.length > 0)),
	);
	const folded: Session[] = [];
	for (const session of wanted.sort((a, b) => b.from - a.from)) {
		const newer = folded.at(-1);
		if (newer && sameCourse(newer, session)) newer.repeats.push(session);
		else folded.push(session);
	}
	return folded;
}

/** What a session came to: its decisions, each once. */
export function outcomeOf({ requests }: Session): string {
	const said = requests.map(({ decision }) => decision).filter((decision) => decision !== "");
	return [...new Set(said)].slice(-3).join(" · ");
}

function sameCourse(a: Session, b: Session): boolean {
	const course = ({ account, requests }: Session) =>
		JSON.stringify([account, requests.map(({ method, url, status, decision }) => [method, url, status, decision])]);
	return course(a) === course(b);
}
