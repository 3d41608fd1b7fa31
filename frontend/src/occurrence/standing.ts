import type { CalendarInfo, Conflict, Occurrence } from "../backend";

/** What is to be told of an occurrence that is not simply in step with its server; "" when it is. */
export type EventStanding = "" | "conflict" | "held" | "unsent";

/** How an occurrence's event stands with its server; what wants a decision goes first. */
export function eventStanding(
	{ object, state, held }: Occurrence,
	calendar: CalendarInfo | undefined,
	conflicts: readonly Conflict[],
): EventStanding {
	if (conflicts.some((conflict) => conflict.object === object)) return "conflict";
	if (held !== "") return "held";
	return calendar?.account !== "local" && state !== "synced" ? "unsent" : "";
}

/** The standing in a few words: for the screen reader, and on hover. */
export const standingWords: Record<EventStanding, string> = {
	"": "",
	conflict: "changed in two places",
	held: "held back",
	unsent: "not on the server yet",
};
