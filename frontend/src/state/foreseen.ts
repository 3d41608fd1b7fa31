import type { Effect, EffectSpan, Foresight } from "../backend";
import { dayOfWall, dayspan, parseDay, parseWall, type Span } from "../time";
import type { Placed } from "./placed";

/** How many occurrences become what, and the first few that change. */
export interface Outlook {
	counts: Record<Effect["kind"] | "shifted" | "lost", number>;
	/** The first that are not kept. */
	first: readonly Effect[];
	/** Exceptions that a new rule has no place for. */
	conflicts: Foresight["conflicts"];
	/** There are more than were counted. */
	cut: boolean;
}

/** Counts what a change comes to; names the first so many. */
export function outlookOf({ effects, conflicts, cut }: Foresight, most: number): Outlook {
	const count = (fits: (e: Effect) => boolean) => effects.filter(fits).length;
	const of = (kind: Effect["kind"]) => count((e) => e.kind === kind);
	return {
		counts: {
			...{ kept: of("kept"), moved: of("moved"), added: of("added"), removed: of("removed") },
			...{ shifted: count((e) => e.shifted), lost: conflicts.length },
		},
		first: effects.filter((e) => e.kind !== "kept").slice(0, most),
		conflicts,
		cut,
	};
}

/** When an effect is, as a clock on screen shows it: the offset it is written with is that of the zone on screen. */
export function spanOfEffect({ start, end, all_day }: EffectSpan): Span {
	if (all_day) return dayspan(parseDay(start), dayOfWall(parseWall(end.slice(0, 10))) - 1);
	return { start: parseWall(start), end: parseWall(end), allDay: false };
}

/** Where the occurrences of an event that are on screen go, by key; undefined where they go away. */
export function proposalsOf(
	{ effects }: Foresight,
	object: string,
	placed: readonly Placed[],
): Map<string, Span | undefined> {
	const slots = new Map(effects.map((e) => [e.recurrence_id ?? "", e]));
	const proposals = new Map<string, Span | undefined>();
	for (const { key, occurrence } of placed) {
		const effect = occurrence.object === object ? slots.get(occurrence.recurrenceId) : undefined;
		if (effect?.kind === "moved" && effect.after) proposals.set(key, spanOfEffect(effect.after));
		if (effect?.kind === "removed") proposals.set(key, undefined);
	}
	return proposals;
}
