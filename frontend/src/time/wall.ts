import { Temporal } from "temporal-polyfill";
import { type Day, isoDay, parseDay } from "./days";

/**
 * A wall time: minutes shown by a clock on the wall, counted from 1970-01-01T00:00
 * as if no clock had ever been turned. All drawing and dragging reckons in wall
 * time; only wallOf and instantOf know a zone.
 */
export type Wall = number;

export const MINUTES_PER_DAY = 1440;

/** The wall time at this minute of this day. */
export function wallAt(day: Day, minute: number): Wall {
	return day * MINUTES_PER_DAY + minute;
}

/** The day a wall time lies in. */
export function dayOfWall(wall: Wall): Day {
	return Math.floor(wall / MINUTES_PER_DAY);
}

/** The minute of its day, 0 to 1439. */
export function minuteOfWall(wall: Wall): number {
	return wall - dayOfWall(wall) * MINUTES_PER_DAY;
}

/** What a clock in zone shows at an instant (epoch milliseconds). */
export function wallOf(instant: number, zone: string): Wall {
	const at = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
	const day = Math.round(Date.UTC(at.year, at.month - 1, at.day) / 86_400_000);
	return wallAt(day, at.hour * 60 + at.minute);
}

/**
 * The instant (epoch milliseconds) at which a clock in zone shows wall. A time
 * skipped in spring means the one an hour later; of a time shown twice in
 * autumn, the first (RFC 5545 §3.3.5).
 */
export function instantOf(wall: Wall, zone: string): number {
	return Temporal.PlainDateTime.from(isoWall(wall)).toZonedDateTime(zone, { disambiguation: "compatible" })
		.epochMilliseconds;
}

/** Reads "2026-11-22" or "2026-11-22T09:00" or "2026-11-22T09:00:00"; seconds are dropped. */
export function parseWall(iso: string): Wall {
	const minute = iso.length > 10 ? Number(iso.slice(11, 13)) * 60 + Number(iso.slice(14, 16)) : 0;
	return wallAt(parseDay(iso), minute);
}

/** Writes "2026-11-22T09:00". */
export function isoWall(wall: Wall): string {
	const minute = minuteOfWall(wall);
	const two = (n: number) => String(n).padStart(2, "0");
	return `${isoDay(dayOfWall(wall))}T${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** Whether the runtime knows this zone by name. */
export function knowsZone(zone: string): boolean {
	if (zone === "") return false;
	try {
		wallOf(0, zone);
		return true;
	} catch {
		return false;
	}
}
