import { describe, expect, it } from "vitest";
import { Slide } from "./Slide";

describe("a slide", () => {
	it("goes on by whole parts, and keeps the rest", () => {
		const slide = new Slide();
		expect([slide.turn(0.6), slide.turn(0.6), slide.turn(-1.4)]).toEqual([0, 1, -1]);
		expect(slide.offset).toBeCloseTo(-0.2);
	});

	it("comes to rest at the nearest part", () => {
		for (const [turned, whole] of [
			[0.4, 0],
			[0.6, 1],
			[-0.6, -1],
		] as const) {
			const slide = new Slide();
			slide.turn(turned);
			expect(slide.release()).toBe(whole);
			let steps = 0;
			while (!slide.ease(16)) expect(++steps).toBeLessThan(30);
			expect(slide.offset).toBe(0);
			expect(slide.extra).toEqual({ before: 0, after: 0 });
		}
	});

	it("draws what is still seen, until it is at rest", () => {
		const slide = new Slide();
		slide.follow(7);
		expect(slide.extra).toEqual({ before: 7, after: 0 });
		slide.ease(100);
		expect(slide.extra).toEqual({ before: 7, after: 0 });
		slide.rest();
		expect(slide.extra).toEqual({ before: 0, after: 0 });
	});
});
