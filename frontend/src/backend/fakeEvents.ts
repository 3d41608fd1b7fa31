import { type Day, isoDay, parseDay } from "../time/days";
import { isoWall, parseWall } from "../time/wall";
import type { Patch } from "./backend";
import type { FakeEvent } from "./sample";

/** The occurrence that is due on day. */
export function at(base: FakeEvent, day: Day): { start: string; end: string } {
	const move = (day - parseDay(base.start)) * 1440;
	const write = (wall: string) => {
		const moved = isoWall(parseWall(wall) + move);
		return base.allDay ? moved.slice(0, 10) : moved;
	};
	return { start: write(base.start), end: write(base.end) };
}

export function touched(base: FakeEvent): FakeEvent {
	return { ...base, revision: base.revision + 1, state: base.state === "created" ? "created" : "edited" };
}

export function applied(base: FakeEvent, patch: Patch): FakeEvent {
	const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
	const cleared = Object.fromEntries((patch.clear ?? []).map((name) => [name, name === "alarms" ? [] : ""]));
	const changed = { ...touched(base), ...given, ...cleared } as FakeEvent;
	const write = (wall: string) => (changed.allDay ? wall.slice(0, 10) : wall.slice(0, 16));
	return { ...changed, start: write(changed.start), end: write(changed.end) };
}

/** A patch of one occurrence's times, as one of all of them: the first one moves as far. */
export function shiftedToMaster(base: FakeEvent, day: string, patch: Patch): Patch {
	if (!base.rrule || !day) return patch;
	const back = (parseDay(day) - parseDay(base.start)) * 1440;
	const write = (wall: string | undefined) => wall && isoWall(parseWall(wall) - back);
	return { ...patch, start: write(patch.start), end: write(patch.end) };
}

export function ended(base: FakeEvent, before: Day): FakeEvent {
	const until = isoDay(before - 1).replaceAll("-", "");
	return { ...touched(base), rrule: `${base.rrule.replace(/;(COUNT|UNTIL)=[^;]*/g, "")};UNTIL=${until}` };
}
