/** A run of days, first and last inclusive. */
export interface DayRun {
	readonly first: number;
	readonly last: number;
}

/** A run and the lane (row, counted from 0) it lies in. */
export interface Laned<T> {
	readonly content: T;
	readonly lane: number;
}

/**
 * Assigns lanes so that no two runs share a day of a lane: earliest first, then
 * longest, each in the first lane that is free. Done once over all the days on
 * screen, so that a bar keeps its row from week to week.
 */
export function assignLanes<T extends DayRun>(runs: readonly T[]): Laned<T>[] {
	const sorted = [...runs].sort((a, b) => a.first - b.first || b.last - a.last);
	const busyUntil: number[] = [];
	return sorted.map((content) => {
		let lane = busyUntil.findIndex((last) => last < content.first);
		if (lane === -1) lane = busyUntil.length;
		busyUntil[lane] = content.last;
		return { content, lane };
	});
}

/** A run cut to the days from first to last, and on which sides something was cut off; undefined when it is elsewhere. */
export function clip(run: DayRun, first: number, last: number) {
	if (run.last < first || run.first > last) return undefined;
	return {
		first: Math.max(run.first, first),
		last: Math.min(run.last, last),
		before: run.first < first,
		after: run.last > last,
	};
}
