import { type Day, fieldsOf, utcDate, weekNumber } from "./days";
import { lastDay, type Span } from "./span";
import { dayOfWall, minuteOfWall, type Wall } from "./wall";

/** Words for times, in the reader's language. Formatters are made once: making one costs more than using it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = JSON.stringify(options);
	let made = formatters.get(key);
	if (!made) {
		made = new Intl.DateTimeFormat(undefined, { ...options, timeZone: "UTC" });
		formatters.set(key, made);
	}
	return made;
}

/** A day in words, with the given fields. */
export function formatDay(day: Day, options: Intl.DateTimeFormatOptions): string {
	return formatter(options).format(utcDate(day));
}

/** "Sunday, November 22": what a screen reader says of a day, and popovers show. */
export function longDay(day: Day): string {
	return formatDay(day, { weekday: "long", month: "long", day: "numeric" });
}

/** "Sun, Nov 22" */
export function shortDay(day: Day): string {
	return formatDay(day, { weekday: "short", month: "short", day: "numeric" });
}

/** "9:30 AM", or "9 AM" on the hour where the clock has twelve hours. */
export function formatTime(wall: Wall): string {
	const minute = minuteOfWall(wall);
	const short = minute % 60 === 0 && twelveHours();
	const options: Intl.DateTimeFormatOptions = short
		? { hour: "numeric" }
		: { hour: twelveHours() ? "numeric" : "2-digit", minute: "2-digit" };
	return formatter(options)
		.format(new Date(minute * 60_000))
		.replace(/\s/g, "\u00a0");
}

/** Whether the reader's clock has twelve hours. */
export function twelveHours(): boolean {
	return formatter({ hour: "numeric" }).resolvedOptions().hour12 === true;
}

/** "9 – 10:30 AM" of a timed span; the days too when it crosses some. */
export function formatTimes(span: Span): string {
	const start = formatTime(span.start);
	if (span.start === span.end) return start;
	const end = formatTime(span.end);
	if (dayOfWall(span.start) !== lastDay(span)) {
		return `${shortDay(dayOfWall(span.start))}, ${start} – ${shortDay(dayOfWall(span.end))}, ${end}`;
	}
	const marker = /\s[AP]M$/i.exec(start)?.[0];
	const bare = marker && end.endsWith(marker) ? start.slice(0, -marker.length) : start;
	return `${bare} – ${end}`;
}

/** The whole of when: days and, unless it is all day, times. */
export function formatSpan(span: Span): string {
	const first = dayOfWall(span.start);
	const last = lastDay(span);
	if (span.allDay) return first === last ? longDay(first) : `${longDay(first)} – ${longDay(last)}`;
	return first === last ? `${longDay(first)}, ${formatTimes(span)}` : formatTimes(span);
}

/** "45 min", "1 h", "1 h 30 min", "2 days" */
export function formatLength(minutes: number): string {
	if (minutes >= 1440 && minutes % 1440 === 0) return minutes === 1440 ? "1 day" : `${minutes / 1440} days`;
	const hours = Math.floor(minutes / 60);
	const rest = minutes % 60;
	if (hours === 0) return `${rest} min`;
	return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** What a title says of the days on screen, split so that the month can stand out from the year. */
export function formatTitle(days: readonly Day[], main: Day): { strong: string; weak: string; week: number } {
	const first = fieldsOf(days[0] ?? main);
	const last = fieldsOf(days[days.length - 1] ?? main);
	const long = (day: Day) => formatDay(day, { month: "long" });
	const short = (day: Day) => formatDay(day, { month: "short" });
	const week = weekNumber((days[0] ?? main) + 3);
	if (days.length > 7 || (first.month === last.month && first.year === last.year)) {
		const day = days.length > 7 ? main : (days[0] ?? main);
		return { strong: days.length === 1 ? longDay(day) : long(day), weak: String(fieldsOf(day).year), week };
	}
	const [a, b] = [days[0] ?? main, days[days.length - 1] ?? main];
	if (first.year === last.year) return { strong: `${short(a)} – ${short(b)}`, weak: String(first.year), week };
	return { strong: `${short(a)} ${first.year} – ${short(b)}`, weak: String(last.year), week };
}

/** How long ago, for a status: "just now", "2 min ago", "3 h ago", else the day. */
export function formatAgo(instant: number, now: number): string {
	const minutes = Math.floor((now - instant) / 60_000);
	if (minutes < 1) return "just now";
	if (minutes < 60) return `${minutes} min ago`;
	if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
	const days = Math.floor(minutes / 1440);
	return days === 1 ? "yesterday" : `${days} days ago`;
}
