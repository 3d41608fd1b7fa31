import { assignLanes, clip, type DayRun } from "./lanes";

/** A bar over days of one week of a month. */
export interface Bar<T> {
	readonly content: T;
	readonly lane: number;
	readonly first: number;
	readonly last: number;
	readonly before: boolean;
	readonly after: boolean;
}

/** One week of a month: bars, single entries per day, and how many per day found no room. */
export interface MonthWeek<B, S> {
	readonly bars: readonly Bar<B>[];
	/** Entry and its row, by day. */
	readonly singles: ReadonlyMap<number, readonly { content: S; lane: number }[]>;
	readonly more: ReadonlyMap<number, number>;
}

/**
 * Lays out one week (seven days from first on) in rows lines per day. Bars come
 * first, then single-day entries in the order given, filling the lines bars
 * leave free. A day with more than fits keeps its last line for "+n more".
 */
export function layOutWeek<B extends DayRun, S extends { readonly first: number }>(
	first: number,
	bars: readonly B[],
	singles: readonly S[],
	rows: number,
): MonthWeek<B, S> {
	const last = first + 6;
	const inWeek = bars.flatMap((content) => {
		const cut = clip(content, first, last);
		return cut ? [{ content, ...cut }] : [];
	});
	const laned = assignLanes(inWeek).map(({ content, lane }) => ({ ...content, lane }));
	const placed = new Map<number, { content: S; lane: number }[]>();
	const more = new Map<number, number>();
	for (let day = first; day <= last; day++) {
		const mine = singles.filter((single) => single.first === day);
		const taken = new Set(laned.filter((bar) => bar.first <= day && day <= bar.last).map((bar) => bar.lane));
		const entries: { content: S; lane: number }[] = [];
		let lane = 0;
		for (const content of mine) {
			while (taken.has(lane)) lane++;
			entries.push({ content, lane: lane++ });
		}
		const depth = Math.max(-1, ...taken, ...entries.map((entry) => entry.lane)) + 1;
		const room = depth > rows ? rows - 1 : rows;
		const hiddenBars = [...taken].filter((bar) => bar >= room).length;
		const shown = entries.filter((entry) => entry.lane < room);
		placed.set(day, shown);
		if (depth > rows) more.set(day, hiddenBars + entries.length - shown.length);
	}
	return { bars: visibleBars(laned, more, rows), singles: placed, more };
}

/** Cuts bars out of the days whose last line says "+n more". */
function visibleBars<B>(laned: readonly Bar<B>[], more: ReadonlyMap<number, number>, rows: number): Bar<B>[] {
	return laned.flatMap((bar) => {
		if (bar.lane >= rows) return [];
		if (bar.lane < rows - 1) return [bar];
		const pieces: Bar<B>[] = [];
		let from: number | undefined;
		for (let day = bar.first; day <= bar.last + 1; day++) {
			const free = day <= bar.last && !more.has(day);
			if (free && from === undefined) from = day;
			if (!free && from !== undefined) {
				const to = day - 1;
				pieces.push({
					...bar,
					first: from,
					last: to,
					before: bar.before || from > bar.first,
					after: bar.after || to < bar.last,
				});
				from = undefined;
			}
		}
		return pieces;
	});
}
