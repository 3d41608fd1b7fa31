import { Observable } from "../state/observable";
import { type Day, dayspan, type Span, shift, snap, stretch, type Wall, wallAt } from "../time";

/** What is being done with the pointer: a ghost where it would end. */
export interface GestureValue {
	kind: "create" | "move" | "stretch";
	span: Span;
	/** The occurrence it is about; "" for a new one. */
	key: string;
	title: string;
	color: string;
	/** Whether it stays where it is, and another one is made. */
	copy?: boolean;
	/** The others that go along. */
	others?: readonly { span: Span; title: string; color: string }[];
}

/** Where would it end if it were let go now? Only the ghost watches this; the grid is left alone until the drop. */
export class Gesture extends Observable<GestureValue | undefined> {
	constructor() {
		super(undefined);
	}

	show(value: GestureValue): void {
		this.set(value);
	}

	end(): void {
		this.set(undefined);
	}
}

/** A place under the pointer: a day, and the minute in it unless it is over the days as such. */
export interface Spot {
	day: Day;
	minute: number | undefined;
}

/** The steps a drag snaps to, in minutes: ordinarily, and for fine work. */
export const STEP = 15;
export const FINE_STEP = 5;
/** How long a bar of days becomes when it is dropped among the hours, in minutes. */
const DROPPED_LENGTH = 60;

/** Where a span taken hold of at grab comes to lie when it is held at spot. */
export function moved(span: Span, grab: Spot, spot: Spot, snapTo: number): Span {
	const days = spot.day - grab.day;
	if (spot.minute === undefined) {
		if (span.allDay || grab.minute === undefined) return shift(span, days * 1440);
		return dayspan(spot.day, spot.day);
	}
	if (span.allDay) {
		const start = snap(wallAt(spot.day, spot.minute) - snapTo, snapTo);
		return { start, end: start + DROPPED_LENGTH, allDay: false };
	}
	if (grab.minute === undefined) return shift(span, days * 1440);
	const start = snap(span.start + days * 1440 + spot.minute - grab.minute, snapTo);
	return { ...span, start, end: start + span.end - span.start };
}

/** A span whose edge is held at spot. */
export function stretched(span: Span, edge: "start" | "end", spot: Spot, snapTo: number): Span {
	if (spot.minute === undefined || span.allDay) {
		const wall = wallAt(spot.day + (edge === "end" ? 1 : 0), 0);
		if (span.allDay) return stretch(span, edge, wall, 1440);
		const minute = span[edge] - Math.floor(span[edge] / 1440) * 1440;
		return stretch(span, edge, wallAt(spot.day, minute), snapTo);
	}
	return stretch(span, edge, snap(wallAt(spot.day, spot.minute), snapTo), snapTo);
}

/** The span drawn from one spot to another. */
export function drawn(from: Spot, to: Spot, snapTo: number): Span {
	if (from.minute === undefined || to.minute === undefined) {
		return dayspan(Math.min(from.day, to.day), Math.max(from.day, to.day));
	}
	const a = floor(wallAt(from.day, from.minute), snapTo);
	const b = snap(wallAt(to.day, to.minute), snapTo);
	return { start: Math.min(a, b), end: Math.max(a, b, Math.min(a, b) + snapTo), allDay: false };
}

function floor(wall: Wall, step: number): Wall {
	return Math.floor(wall / step) * step;
}
