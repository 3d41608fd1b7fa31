/** What a change would come to. Nothing is written. */
export interface Foresight {
	/** A new event would go on from the occurrence. */
	splits: boolean;
	/** Nothing would be left. */
	deletes: boolean;
	/** What becomes of the occurrences, by start. */
	effects: Effect[];
	/** Exceptions that a new rule has no place for. */
	conflicts: { recurrence_id: string; kind: "override" | "exclusion"; summary: string }[];
	/** There is more than effects shows. */
	cut: boolean;
}

/** What becomes of one occurrence. */
export interface Effect {
	kind: "kept" | "moved" | "added" | "removed";
	/** The slot it stands for, as an occurrence names it; null without one. */
	recurrence_id: string | null;
	before: EffectSpan | null;
	after: EffectSpan | null;
	/** It differs from what the rule makes of it. */
	exception: boolean;
	/** A change of the clocks is in the way. */
	shifted: boolean;
}

/** How an event that is being written would recur. */
export interface Recurrence {
	/** In words; "" where it does not. */
	text: string;
	/** Its first occurrences. */
	next: EffectSpan[];
	/** There are others after these. */
	more: boolean;
}

/** Dates, or times with the offset of the zone on screen; the end is exclusive. */
export interface EffectSpan {
	start: string;
	end: string;
	all_day: boolean;
}
