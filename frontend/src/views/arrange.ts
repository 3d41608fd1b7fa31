import { assignLanes, clip, packColumns, type Slot } from "../layout";
import type { Placed } from "../state";
import { type Day, dayOfWall, daysOf, isBar, wallAt } from "../time";

/** The part of a timed occurrence that lies in one day, in minutes of that day. */
export interface Segment {
	readonly placed: Placed;
	readonly start: number;
	readonly end: number;
	readonly before: boolean;
	readonly after: boolean;
}

/** Below this many minutes a block still takes up the room of a line of text. */
export const LEAST_MINUTES = 20;

/** The blocks of one day, side by side. */
export function blocksOf(placed: readonly Placed[], day: Day): Slot<Segment>[] {
	const [midnight, next] = [wallAt(day, 0), wallAt(day + 1, 0)];
	const segments = placed.flatMap((p): Segment[] => {
		const { first, last } = daysOf(p.span);
		if (isBar(p.span) || day < first || day > last) return [];
		return [
			{
				placed: p,
				start: Math.max(p.span.start, midnight) - midnight,
				end: Math.min(p.span.end, next) - midnight,
				before: p.span.start < midnight,
				after: p.span.end > next,
			},
		];
	});
	return packColumns(segments, LEAST_MINUTES);
}

/** The bars over the days on screen, each in its lane. */
export function barsOf(placed: readonly Placed[], days: readonly Day[]) {
	const [first, last] = [days[0] ?? 0, days[days.length - 1] ?? 0];
	const bars = placed.flatMap((p) => {
		const cut = isBar(p.span) ? clip(daysOf(p.span), first, last) : undefined;
		return cut ? [{ placed: p, ...cut }] : [];
	});
	return assignLanes(bars).map(({ content, lane }) => ({ ...content, lane }));
}

/** Everything that touches a day, bars first, in order of start. */
export function onDay(placed: readonly Placed[], day: Day): Placed[] {
	const mine = placed.filter((p) => daysOf(p.span).first <= day && day <= daysOf(p.span).last);
	return mine.sort((a, b) => Number(isBar(b.span)) - Number(isBar(a.span)) || a.span.start - b.span.start);
}

/** What the arrow keys walk through: every occurrence once, by day and start. */
export function walk(placed: readonly Placed[], days: readonly Day[]): Placed[] {
	const seen = new Set<string>();
	return days.flatMap((day) =>
		onDay(placed, day).filter((p) => {
			const fresh = !seen.has(p.key);
			seen.add(p.key);
			return fresh;
		}),
	);
}

/** The nearest occurrence to from in the given direction; undefined at the edge. */
export function neighbour(
	placed: readonly Placed[],
	days: readonly Day[],
	from: Placed,
	key: string,
): Placed | undefined {
	const order = walk(placed, days);
	const at = order.findIndex((p) => p.key === from.key);
	if (key === "ArrowDown") return order[at + 1];
	if (key === "ArrowUp") return order[at - 1];
	const day = Math.max(dayOfWall(from.span.start), days[0] ?? 0);
	const minute = from.span.start - wallAt(dayOfWall(from.span.start), 0);
	const step = key === "ArrowRight" ? 1 : -1;
	for (let next = day + step; days.includes(next); next += step) {
		const there = onDay(placed, next).filter((p) => p.key !== from.key && dayOfWall(p.span.start) === next);
		const distance = (p: Placed) =>
			Math.abs(p.span.start - wallAt(next, minute)) + (isBar(p.span) !== isBar(from.span) ? 5000 : 0);
		const [nearest] = there.sort((a, b) => distance(a) - distance(b));
		if (nearest) return nearest;
	}
	return undefined;
}
