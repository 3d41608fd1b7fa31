import type { CalendarInfo } from "../backend";

/** What the person is told of a calendar of which something is held back, and what the ways out are called. */
export interface HeldWords {
	text: string;
	/** "" where there is nothing to accept. */
	accept: string;
	acceptHint: string;
	pushBack: string;
	pushBackHint: string;
}

const PUSH_BACK = "Write the events of this computer to the server again";

/** The sentence for what is held back; Go's own where it says more. */
export function heldWords({ name, held, heldReason, heldMessage, objects }: CalendarInfo): HeldWords {
	const total = Math.max(held, objects).toLocaleString();
	const some = held.toLocaleString();
	const removed = {
		accept: "Accept",
		acceptHint: "Remove them here too",
		pushBack: "Push back",
		pushBackHint: PUSH_BACK,
	};
	switch (heldReason) {
		case "removals":
			return {
				...removed,
				text: `The server no longer lists ${some} of ${total} events of ${name}. They are still here.`,
			};
		case "emptied":
			return { ...removed, text: `The server shows ${name} empty. Its ${some} events are still here.` };
		case "missing":
			return {
				...removed,
				text: `The server no longer lists the calendar ${name}. Its ${some} events are still here.`,
			};
		case "changes":
			return {
				...removed,
				acceptHint: "Take the server’s versions",
				text: `The server changed every event of ${name} at once, ${some} of them. They are shown as they were.`,
			};
		case "omitted":
			return {
				...{ accept: "", acceptHint: "", pushBack: "", pushBackHint: "" },
				text: `The server’s list leaves out ${some} events of ${name} that it still has. They are still here, and it is asked again by itself.`,
			};
		case "first":
			return {
				accept: "Take away",
				acceptHint: "Follow the server: they go from here, and the history keeps them",
				pushBack: "Send",
				pushBackHint: "Send what was made here to the server",
				text: `${name}: ${heldMessage}`,
			};
		default:
			return { ...removed, text: `${name}: ${heldMessage}` };
	}
}
