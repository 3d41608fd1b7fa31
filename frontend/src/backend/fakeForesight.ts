import { type Day, isoDay, parseDay } from "../time/days";
import type { Moment, Occurrence, Patch } from "./backend";
import { ruleDays } from "./expand";
import type { Effect, EffectSpan, Foresight, Recurrence } from "./foresight";

const spanOf = (o: Occurrence): EffectSpan => ({
	start: timeOf(o.start),
	end: timeOf(o.end),
	all_day: o.allDay,
});

/** As Go writes it, without the offset: the fake has one zone. */
const timeOf = ({ wall }: Moment) => wall;

/**
 * What becomes of the occurrences of an event: those that are where they were are kept, of the others the first
 * that is gone became the first that is new, and so on.
 */
export function compare(before: readonly Occurrence[], after: readonly Occurrence[], gone: boolean): Foresight {
	const when = (o: Occurrence) => `${o.start.wall} ${o.end.wall}`;
	const [was, is] = [new Set(before.map(when)), new Set(after.map(when))];
	const left = before.filter((o) => !is.has(when(o)));
	const come = after.filter((o) => !was.has(when(o)));
	const effects = before
		.filter((o) => is.has(when(o)))
		.map((o): Effect => effect("kept", o, o))
		.concat(
			left.map((o, i) => (come[i] && !gone ? effect("moved", o, come[i]) : effect("removed", o, undefined))),
			come.slice(left.length).map((o) => effect("added", undefined, o)),
		);
	const start = (e: Effect) => (e.before ?? e.after)?.start ?? "";
	effects.sort((a, b) => start(a).localeCompare(start(b)));
	return { splits: false, deletes: after.length === 0, effects, conflicts: [], cut: false };
}

function effect(kind: Effect["kind"], before: Occurrence | undefined, after: Occurrence | undefined): Effect {
	return {
		kind,
		recurrence_id: (before ?? after)?.recurrenceId || null,
		before: before ? spanOf(before) : null,
		after: after ? spanOf(after) : null,
		...{ exception: false, shifted: false },
	};
}

/** How many occurrences are named. */
const NAMED = 4;

/** The first occurrences of what a patch makes; the words are Go's alone. */
export function foretell({ start = "", end = "", rrule = "", allDay = false }: Patch): Recurrence {
	const first = parseDay(start);
	const on = (day: Day): EffectSpan => ({
		start: isoDay(day) + start.slice(10),
		end: isoDay(day + parseDay(end) - first) + end.slice(10),
		all_day: allDay,
	});
	const days = rrule ? ruleDays(rrule, first, first + 3_700) : [first];
	return { text: "", next: days.slice(0, NAMED).map(on), more: days.length > NAMED };
}
