import { type Day, dayOfWall, type Wall, wallOf } from "../time";
import { Observable } from "./observable";

export interface Moment {
	/** Epoch ms. */
	instant: number;
	wall: Wall;
	today: Day;
}

/** What time is it, in the zone on screen? Told anew at every full minute. */
export class Clock extends Observable<Moment> {
	private readonly now: () => number;
	private zoneName: string;
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(now: () => number, zone: string) {
		super(read(now(), zone));
		this.now = now;
		this.zoneName = zone;
	}

	get zone(): string {
		return this.zoneName;
	}

	setZone(zone: string): void {
		this.zoneName = zone;
		this.set(read(this.now(), zone));
	}

	/** Starts telling; the returned function stops it. */
	start(): () => void {
		const tick = () => {
			this.set(read(this.now(), this.zoneName));
			this.timer = setTimeout(tick, 60_000 - (this.now() % 60_000));
		};
		tick();
		return () => clearTimeout(this.timer);
	}
}

function read(instant: number, zone: string): Moment {
	const wall = wallOf(instant, zone);
	return { instant, wall, today: dayOfWall(wall) };
}
