import { describe, expect, it } from "vitest";
import { assignLanes, clip, layOutWeek, packColumns } from ".";

/** Numbers that look random and are the same in every run (mulberry32). */
function numbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
}

const LEAST = 20;

describe("columns", () => {
	it("never draw one over another, stay inside, and lose none", () => {
		for (let seed = 1; seed <= 300; seed++) {
			const random = numbers(seed);
			const intervals = Array.from({ length: Math.floor(random() * 30) }, (_, id) => {
				const start = Math.floor(random() * 96) * 15;
				return { id, start, end: Math.min(1440, start + Math.floor(random() * 12) * 15) };
			});
			const slots = packColumns(intervals, LEAST);
			expect(
				slots.map((slot) => slot.content.id).sort((a, b) => a - b),
				`seed ${seed}`,
			).toEqual(intervals.map((content) => content.id));
			for (const slot of slots) {
				expect(slot.left).toBeGreaterThanOrEqual(0);
				expect(slot.left + slot.width).toBeLessThanOrEqual(1.000001);
				for (const other of slots) {
					if (slot.content.id >= other.content.id) continue;
					const drawn = (s: typeof slot) => Math.max(s.content.end, s.content.start + LEAST);
					const sameTime = slot.content.start < drawn(other) && other.content.start < drawn(slot);
					const sameRoom = slot.left < other.left + other.width - 1e-9 && other.left < slot.left + slot.width - 1e-9;
					expect(sameTime && sameRoom, `seed ${seed}`).toBe(false);
				}
			}
		}
	});

	it("give all the width to one that is alone, also after a crowd", () => {
		const slots = packColumns(
			[
				{ start: 0, end: 60 },
				{ start: 0, end: 60 },
				{ start: 60, end: 120 },
			],
			LEAST,
		);
		expect(slots.map((slot) => slot.width)).toEqual([0.5, 0.5, 1]);
	});

	it("widen to the right until something is in the way", () => {
		const slots = packColumns(
			[
				{ start: 0, end: 240 },
				{ start: 0, end: 60 },
				{ start: 0, end: 60 },
				{ start: 60, end: 120 },
			],
			LEAST,
		);
		const last = slots.find((slot) => slot.content.start === 60);
		expect(last?.left).toBeCloseTo(1 / 3);
		expect(last?.width).toBeCloseTo(2 / 3);
	});
});

describe("lanes", () => {
	it("never share a day, and use the first that is free", () => {
		for (let seed = 1; seed <= 200; seed++) {
			const random = numbers(seed);
			const runs = Array.from({ length: 20 }, () => {
				const first = Math.floor(random() * 30);
				return { first, last: first + Math.floor(random() * 6) };
			});
			const laned = assignLanes(runs);
			expect(laned).toHaveLength(runs.length);
			for (const a of laned) {
				for (const b of laned) {
					if (a === b || a.lane !== b.lane) continue;
					expect(a.content.first <= b.content.last && b.content.first <= a.content.last, `seed ${seed}`).toBe(false);
				}
			}
		}
	});

	it("say where a run was cut", () => {
		expect(clip({ first: 3, last: 12 }, 5, 11)).toEqual({ first: 5, last: 11, before: true, after: true });
		expect(clip({ first: 12, last: 12 }, 5, 11)).toBeUndefined();
	});
});

describe("a week of a month", () => {
	it("shows or counts everything, in the lines there are", () => {
		for (let seed = 1; seed <= 200; seed++) {
			const random = numbers(seed);
			const rows = 1 + Math.floor(random() * 5);
			const bars = Array.from({ length: Math.floor(random() * 6) }, () => {
				const first = Math.floor(random() * 9) - 1;
				return { first, last: first + Math.floor(random() * 5) };
			});
			const singles = Array.from({ length: Math.floor(random() * 20) }, () => ({ first: Math.floor(random() * 7) }));
			const week = layOutWeek(0, bars, singles, rows);
			for (let day = 0; day < 7; day++) {
				const barsHere = week.bars.filter((bar) => bar.first <= day && day <= bar.last);
				const singlesHere = week.singles.get(day) ?? [];
				const more = week.more.get(day) ?? 0;
				const wanted =
					bars.filter((bar) => bar.first <= day && day <= bar.last).length +
					singles.filter((s) => s.first === day).length;
				expect(barsHere.length + singlesHere.length + more, `seed ${seed} day ${day}`).toBe(wanted);
				const lines = [...barsHere, ...singlesHere].map((entry) => entry.lane);
				expect(new Set(lines).size, `seed ${seed} day ${day}`).toBe(lines.length);
				expect(Math.max(-1, ...lines), `seed ${seed} day ${day}`).toBeLessThan(more > 0 ? rows - 1 : rows);
			}
		}
	});
});
