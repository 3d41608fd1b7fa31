import type { AccountInfo, Notices } from "./backend";

/** The part of the Wails runtime that notices need. */
export interface NoticeSource {
	EventsOn(name: string, receive: (...data: unknown[]) => void): () => void;
}

/** Names of the notices Go sends; each is sent by one function there and received by one here. */
export const noticeNames = {
	agenda: "agenda:changed",
	calendars: "calendars:changed",
	sync: "sync:status",
} as const;

/** Hands Go's untyped notices on, typed. The returned function ends it. */
export function receiveNotices(source: NoticeSource, notices: Notices): () => void {
	const ends = [
		source.EventsOn(noticeNames.agenda, (change) => notices.agenda(change as { from: number; to: number })),
		source.EventsOn(noticeNames.calendars, () => notices.calendars()),
		source.EventsOn(noticeNames.sync, (account) => notices.sync(account as AccountInfo)),
	];
	return () => {
		for (const end of ends) end();
	};
}
