// The CalDAV server as another device sees it. Nothing here asks the program.
import assert from "node:assert/strict";

export class Server {
	#home;
	#authorization;

	constructor(url, user, password) {
		this.#home = new URL(`${user}/`, url);
		this.#authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
	}

	async #ask(method, path, body, headers = {}) {
		const address = new URL(path, this.#home);
		const authorization = this.#authorization;
		return fetch(address, { method, body, headers: { authorization, "Content-Type": "application/xml", ...headers } });
	}

	async makeCalendar(path, name, color) {
		const body = `<?xml version="1.0"?>
			<C:mkcalendar xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="http://apple.com/ns/ical/"><set><prop>
			<displayname>${name}</displayname><A:calendar-color>${color}</A:calendar-color>
			</prop></set></C:mkcalendar>`;
		const { status } = await this.#ask("MKCALENDAR", path, body);
		assert.equal(status, 201);
	}

	async put(path, text) {
		const response = await this.#ask("PUT", path, text, { "Content-Type": "text/calendar; charset=utf-8" });
		assert.ok(response.ok, `PUT ${path}: ${response.status}`);
	}

	async remove(path) {
		const response = await this.#ask("DELETE", path);
		assert.ok(response.ok, `DELETE ${path}: ${response.status}`);
	}

	/** Every object of a calendar: its path, and its text with the folds taken out. */
	async objects(calendar) {
		const body = `<?xml version="1.0"?>
			<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
			<prop><getetag/><C:calendar-data/></prop>
			<C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>`;
		const response = await this.#ask("REPORT", calendar, body, { Depth: "1" });
		assert.equal(response.status, 207);
		const answers = (await response.text()).split(/<(?:\w+:)?response>/).slice(1);
		return answers.map((answer) => ({ path: element(answer, "href"), text: unfold(element(answer, "calendar-data")) }));
	}

	/** The texts of the objects that fit the pattern. */
	async texts(calendar, pattern) {
		return (await this.objects(calendar)).map(({ text }) => text).filter((text) => pattern.test(text));
	}

	/** The only object that fits the pattern. */
	async only(calendar, pattern) {
		const found = (await this.objects(calendar)).filter(({ text }) => pattern.test(text));
		assert.equal(found.length, 1, `${found.length} objects on the server fit ${pattern}`);
		return found[0];
	}
}

function element(xml, name) {
	const content = new RegExp(`<(?:\\w+:)?${name}[^>]*>([\\s\\S]*?)</(?:\\w+:)?${name}>`).exec(xml)?.[1] ?? "";
	const entities = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'", "#13": "\r" };
	return content.replace(/&(#?\w+);/g, (whole, entity) => entities[entity] ?? whole);
}

function unfold(text) {
	return text.replace(/\r\n?/g, "\n").replace(/\n[ \t]/g, "");
}

/** The text of an event of an hour, on a day ("2026-11-24") at a time ("09:00") in Berlin. more: further lines. */
export function eventText(uid, summary, day, time, ...more) {
	const date = day.replaceAll("-", "");
	const [hour, minute] = time.split(":").map(Number);
	const at = (h) => `TZID=Europe/Berlin:${date}T${String(h).padStart(2, "0")}${String(minute).padStart(2, "0")}00`;
	const lines = [
		"BEGIN:VCALENDAR",
		"VERSION:2.0",
		"PRODID:-//another device//EN",
		"BEGIN:VEVENT",
		`UID:${uid}`,
		"DTSTAMP:20260101T000000Z",
		`DTSTART;${at(hour)}`,
		`DTEND;${at(hour + 1)}`,
		`SUMMARY:${summary}`,
		...more,
		"END:VEVENT",
		"END:VCALENDAR",
		"",
	];
	return lines.join("\r\n");
}
