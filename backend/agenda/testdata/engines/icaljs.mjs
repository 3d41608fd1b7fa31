// Parses the calendars of a file and expands them into the week of 1 June 2026:
// prints the seconds of both and how many occurrences there are. The first
// argument is the folder that ical.js is installed in.
import { readFileSync } from "node:fs";

const { default: ICAL } = await import(`file://${process.argv[2]}/node_modules/ical.js/dist/ical.js`);
const texts = readFileSync(process.argv[3], "utf8").split(/(?<=END:VCALENDAR\r\n)/);
const seconds = () => {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1e6;
};
const began = seconds();
const all = texts.map((text) => new ICAL.Component(ICAL.parse(text)));
const parsed = seconds();
const from = ICAL.Time.fromString("2026-06-01T00:00:00Z");
const to = ICAL.Time.fromString("2026-06-08T00:00:00Z");
let found = 0;
for (const calendar of all) {
	for (const part of calendar.getAllSubcomponents("vevent")) {
		const event = new ICAL.Event(part);
		const slots = event.iterator();
		for (let at = slots.next(); at && at.compare(to) < 0; at = slots.next()) if (at.compare(from) >= 0) found++;
	}
}
console.log(parsed - began, seconds() - parsed, found);
