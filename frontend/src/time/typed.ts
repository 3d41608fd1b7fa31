/**
 * Reads a time of day as people type it ("9", "930", "9:30", "3p", "3:15 pm",
 * "15h30", "noon") and returns its minute of the day, or undefined when it is
 * none. near is the minute a bare hour should lie close to: "3" means 15:00
 * next to 14:00.
 */
export function parseTime(text: string, near?: number): number | undefined {
	const typed = text.trim().toLowerCase().replace(/\s+/g, "");
	if (typed === "noon") return 720;
	if (typed === "midnight") return 0;
	const match = /^(\d{1,2})(?:[:.h]?(\d{2}))?h?(a|p|am|pm|a\.m\.|p\.m\.)?$/.exec(typed);
	if (!match) return undefined;
	let hour = Number(match[1]);
	const minute = Number(match[2] ?? 0);
	if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return undefined;
	const half = match[3]?.[0];
	if (half) {
		if (hour > 12 || hour === 0) return undefined;
		hour = (hour % 12) + (half === "p" ? 12 : 0);
	} else if (near !== undefined && hour > 0 && hour < 12 && !(match[1] ?? "").startsWith("0")) {
		const [early, late] = [hour * 60 + minute, hour * 60 + minute + 720];
		if (Math.abs(late - near) < Math.abs(early - near)) hour += 12;
	}
	return (hour % 24) * 60 + minute;
}
