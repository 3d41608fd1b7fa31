import type { Moment, Occurrence, Patch } from "../backend";
import {
	dayOfWall,
	instantOf,
	isoDay,
	isoWall,
	knowsZone,
	parseWall,
	type Span,
	sameSpan,
	type Wall,
	wallOf,
} from "../time";

/** An occurrence with its place on screen. */
export interface Placed {
	readonly key: string;
	readonly occurrence: Occurrence;
	readonly span: Span;
}

/** What names an occurrence on screen, over refetches. */
export function keyOf(occurrence: { object: string; recurrenceId: string }): string {
	return `${occurrence.object}/${occurrence.recurrenceId}`;
}

/** Places an occurrence in the wall time of zone. */
export function place(occurrence: Occurrence, zone: string): Placed {
	return { key: keyOf(occurrence), occurrence, span: spanOf(occurrence, zone) };
}

function spanOf({ start, end, allDay }: Occurrence, zone: string): Span {
	const from = wallIn(start, zone);
	let to = wallIn(end, zone);
	if (to <= from) to = from + Math.max(0, Math.round((end.instant - start.instant) / 60_000));
	return { start: from, end: to, allDay };
}

function wallIn(moment: Moment, zone: string): Wall {
	const fixed = moment.kind === "date" || moment.kind === "floating";
	return fixed ? parseWall(moment.wall) : wallOf(moment.instant, zone);
}

/**
 * What to write when an occurrence is moved or stretched on screen to span:
 * wall times of the event's own zone, and only the ends that changed.
 */
export function timesPatch({ occurrence, span: before }: Placed, span: Span, zone: string): Patch {
	if (sameSpan(before, span)) return {};
	if (span.allDay) {
		const days = { start: isoDay(dayOfWall(span.start)), end: isoDay(dayOfWall(span.end)) };
		return before.allDay ? days : { allDay: true, ...days };
	}
	if (before.allDay) return { allDay: false, tzid: zone, start: isoWall(span.start), end: isoWall(span.end) };
	const write = (wall: Wall) => inOwnZone(occurrence.start, wall, zone);
	if (before.start === span.start) return { end: write(span.end) };
	return { start: write(span.start), end: write(span.end) };
}

/** A wall time on screen, written as the event's own zone would have it; as UTC where that zone is unknown here. */
function inOwnZone(own: Moment, wall: Wall, zone: string): string {
	if (own.kind === "floating" || own.tzid === zone) return isoWall(wall);
	const instant = instantOf(wall, zone);
	if (own.kind === "zoned" && knowsZone(own.tzid)) return isoWall(wallOf(instant, own.tzid));
	return new Date(instant).toISOString().replace(".000Z", "Z");
}
