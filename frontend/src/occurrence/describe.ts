import type { Placed } from "../state";
import { formatSpan } from "../time";
import { type EventStanding, standingWords } from "./standing";

/** The words a screen reader says of an occurrence: title, when, calendar, where, and what else is to know. */
export function describe({ occurrence, span }: Placed, calendar: string, standing: EventStanding): string {
	const parts = [titleOf(occurrence), span.allDay ? `all day, ${formatSpan(span)}` : formatSpan(span), calendar];
	if (occurrence.location) parts.push(occurrence.location);
	if (occurrence.recurs) parts.push("repeats");
	if (occurrence.status === "TENTATIVE") parts.push("tentative");
	if (occurrence.status === "CANCELLED") parts.push("cancelled");
	parts.push(standingWords[standing]);
	return parts.filter(Boolean).join(", ");
}

/** An event's title, or what stands for a missing one. */
export function titleOf({ summary }: { summary: string }): string {
	return summary.trim() || "(No title)";
}
