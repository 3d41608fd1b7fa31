/** "15m" as "15 min before". */
export function alarmText(alarm: string): string {
	const match = /^(\d+)([mhdw])$/.exec(alarm);
	if (alarm === "0" || match?.[1] === "0") return "At the start";
	if (!match) return alarm;
	const words = { m: "min", h: "h", d: match[1] === "1" ? "day" : "days", w: match[1] === "1" ? "week" : "weeks" };
	return `${match[1]} ${words[match[2] as keyof typeof words]} before`;
}
