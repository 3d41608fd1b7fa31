import type { Day } from "./days";
import { dayOfWall, MINUTES_PER_DAY, type Wall, wallAt } from "./wall";

/**
 * From when until when, in wall time of the zone on screen. The end is
 * exclusive. An all-day span starts and ends at midnights.
 */
export interface Span {
	readonly start: Wall;
	readonly end: Wall;
	readonly allDay: boolean;
}

/** The last day a span touches. One that ends at midnight belongs to the earlier day only. */
export function lastDay(span: Span): Day {
	return dayOfWall(Math.max(span.start, span.end - 1));
}

/** The days a span touches, first and last. */
export function daysOf(span: Span): { first: Day; last: Day } {
	return { first: dayOfWall(span.start), last: lastDay(span) };
}

/** Whether a span is drawn as a bar over days: all-day, or timed and a day or longer. */
export function isBar(span: Span): boolean {
	return span.allDay || span.end - span.start >= MINUTES_PER_DAY;
}

/** The span moved by so many minutes. */
export function shift(span: Span, minutes: number): Span {
	return { ...span, start: span.start + minutes, end: span.end + minutes };
}

/** A span with its start or end moved to wall; it never gets shorter than least minutes. */
export function stretch(span: Span, edge: "start" | "end", wall: Wall, least: number): Span {
	return edge === "start"
		? { ...span, start: Math.min(wall, span.end - least) }
		: { ...span, end: Math.max(wall, span.start + least) };
}

/** Whole days, from first to last inclusive. */
export function dayspan(first: Day, last: Day): Span {
	return { start: wallAt(first, 0), end: wallAt(last + 1, 0), allDay: true };
}

export function sameSpan(a: Span, b: Span): boolean {
	return a.start === b.start && a.end === b.end && a.allDay === b.allDay;
}

/** Rounds a wall time to the nearest multiple of step minutes. */
export function snap(wall: Wall, step: number): Wall {
	return Math.round(wall / step) * step;
}
