/**
 * Side-by-side columns for things that overlap. Units are the caller's
 * (minutes of a day, in practice); ends are exclusive.
 */
export interface Interval {
	readonly start: number;
	readonly end: number;
}

/** Where an interval goes: fractions of the width, from left and wide. */
export interface Slot<T> {
	readonly content: T;
	readonly left: number;
	readonly width: number;
	/** How many columns its cluster has. */
	readonly columns: number;
}

/**
 * Packs intervals into columns. Connected clusters share a number of columns;
 * within one, each goes into the first free column, earliest and then longest
 * first, and widens to the right until something is in its way. least is the
 * length below which an interval still takes up room, as its text does.
 */
export function packColumns<T extends Interval>(intervals: readonly T[], least: number): Slot<T>[] {
	const sorted = [...intervals].sort((a, b) => a.start - b.start || b.end - b.start - (a.end - a.start));
	const slots: Slot<T>[] = [];
	let cluster: T[] = [];
	let clusterEnd = Number.NEGATIVE_INFINITY;
	for (const content of sorted) {
		if (content.start >= clusterEnd) {
			placeCluster(cluster, least, slots);
			cluster = [];
			clusterEnd = Number.NEGATIVE_INFINITY;
		}
		cluster.push(content);
		clusterEnd = Math.max(clusterEnd, drawnEnd(content, least));
	}
	placeCluster(cluster, least, slots);
	return slots;
}

/** Where an interval's drawing ends: at least `least` after its start. */
function drawnEnd(content: Interval, least: number): number {
	return Math.max(content.end, content.start + least);
}

function placeCluster<T extends Interval>(cluster: readonly T[], least: number, into: Slot<T>[]): void {
	if (cluster.length === 0) return;
	const columns: T[][] = [];
	const columnOf: number[] = [];
	for (const content of cluster) {
		let column = columns.findIndex((taken) => {
			const last = taken[taken.length - 1];
			return last === undefined || drawnEnd(last, least) <= content.start;
		});
		if (column === -1) column = columns.push([]) - 1;
		columns[column]?.push(content);
		columnOf.push(column);
	}
	cluster.forEach((content, i) => {
		const column = columnOf[i] ?? 0;
		let right = column + 1;
		while (right < columns.length && !columns[right]?.some((other) => overlaps(content, other, least))) right++;
		into.push({
			content,
			left: column / columns.length,
			width: (right - column) / columns.length,
			columns: columns.length,
		});
	});
}

function overlaps(a: Interval, b: Interval, least: number): boolean {
	return a.start < drawnEnd(b, least) && b.start < drawnEnd(a, least);
}
