/** How long it takes to come to rest by the factor e, in ms. */
const EASE = 50;
/** What is nearer to its place than this is there. */
const REST = 0.004;

/**
 * How far what is seen lies from where it rests, in parts: columns of days, or rows of weeks. Below 0 something
 * earlier is seen.
 */
export class Slide {
	offset = 0;
	private widest = { before: 0, after: 0 };

	/** A wheel turned by so many parts. Answers by how many whole ones to go on. */
	turn(parts: number): number {
		this.offset += parts;
		const whole = Math.trunc(this.offset);
		this.offset -= whole;
		return whole;
	}

	/** The wheel stands still. Answers by how many parts to go on, so that the nearest comes to rest. */
	release(): number {
		const whole = Math.abs(this.offset) >= 0.5 ? Math.sign(this.offset) : 0;
		this.offset -= whole;
		return whole;
	}

	/** Other days came on screen, so many parts on: what was seen still is. */
	follow(parts: number): void {
		this.offset -= parts;
	}

	/** Comes nearer to rest, as in so many ms. Answers whether it is there. */
	ease(ms: number): boolean {
		this.offset *= Math.exp(-ms / EASE);
		if (Math.abs(this.offset) > REST) return false;
		this.rest();
		return true;
	}

	rest(): void {
		this.offset = 0;
		this.widest = { before: 0, after: 0 };
	}

	/** How many parts are seen before and after those that rest there. It does not shrink until it is at rest. */
	get extra(): { before: number; after: number } {
		const { before, after } = this.widest;
		this.widest = {
			before: Math.max(before, Math.ceil(-this.offset)),
			after: Math.max(after, Math.ceil(this.offset)),
		};
		return this.widest;
	}
}
