// Edits in the window, and what the server has of them seconds later.
import assert from "node:assert/strict";
import { eventText } from "./server.mjs";
import { eventually } from "./steps.mjs";

/** How the server has a time of a day of the week that is worked in. */
export const stamp = (hands, day, time) => `${hands.days[day].replaceAll("-", "")}T${time}00`;

/** Waits until one object of the calendar has the title, and all the lines. */
export async function onServer(server, calendar, title, ...lines) {
	return eventually(async () => {
		const { text } = await server.only(calendar, new RegExp(`^SUMMARY:${title}$`, "m"));
		for (const line of lines) assert.ok(text.includes(line), `the server has no ${line} in\n${text}`);
		return text;
	});
}

async function notOnServer(server, calendar, title) {
	await eventually(async () =>
		assert.deepEqual(await server.texts(calendar, new RegExp(`^SUMMARY:${title}$`, "m")), []),
	);
}

export const editing = {
	"a new event is on the server": async ({ hands, server }) => {
		await hands.draw(0, 11, 12, "Design");
		await onServer(
			server,
			"work/",
			"Design",
			`DTSTART;TZID=Europe/Berlin:${stamp(hands, 0, "1100")}`,
			"BEGIN:VTIMEZONE",
		);
		await hands.standing("synced");
	},

	"another title": async ({ hands, server }) => {
		await hands.retitle(hands.event("Design"), "Design review");
		await hands.event("Design review").waitFor();
		await onServer(server, "work/", "Design review");
		await hands.closePopover();
	},

	"another day and hour": async ({ hands, server }) => {
		await hands.move(hands.event("Design review"), 1, 1);
		await hands.reads(hands.event("Design review"), /Tuesday, .*, 12 – 1\sPM/);
		await onServer(server, "work/", "Design review", `DTSTART;TZID=Europe/Berlin:${stamp(hands, 1, "1200")}`);
	},

	"another length": async ({ hands, server }) => {
		await hands.lengthen(hands.event("Design review"), 0.5);
		await hands.reads(hands.event("Design review"), /12 – 1:30\sPM/);
		await onServer(server, "work/", "Design review", `DTEND;TZID=Europe/Berlin:${stamp(hands, 1, "1330")}`);
	},

	"an event of another device keeps what only that one knows": async ({ hands, server }) => {
		await hands.move(hands.event("Concert"), 0, -1);
		await onServer(
			server,
			"choir/",
			"Concert",
			`:${stamp(hands, 4, "1800")}`,
			"X-SEATS:4",
			"PRODID:-//another device//EN",
		);
	},

	"Del deletes, and the message takes it back": async ({ page, hands }) => {
		const event = hands.event("Design review");
		await hands.select(event);
		await page.keyboard.press("Delete");
		await page.getByTestId("toast").filter({ hasText: "Deleted" }).getByRole("button", { name: "Undo" }).click();
		await event.waitFor();
	},

	"Ctrl+Z takes it back when the server has it, too": async ({ page, hands, server }) => {
		await hands.select(hands.event("Design review"));
		await page.keyboard.press("Delete");
		await hands.gone(hands.event("Design review"));
		await notOnServer(server, "work/", "Design review");
		await page.keyboard.press("Control+z");
		await hands.event("Design review").waitFor();
		await onServer(server, "work/", "Design review", `DTEND;TZID=Europe/Berlin:${stamp(hands, 1, "1330")}`);
	},

	"the buttons undo and redo": async ({ page, hands, server }) => {
		await hands.move(hands.event("Design review"), 0, 1);
		await hands.reads(hands.event("Design review"), /1 – 2:30\sPM/);
		await page.getByTestId("undo").click();
		await hands.reads(hands.event("Design review"), /12 – 1:30\sPM/);
		await page.getByTestId("toast").getByRole("button", { name: "Redo" }).click();
		await hands.reads(hands.event("Design review"), /1 – 2:30\sPM/);
		await onServer(server, "work/", "Design review", `DTSTART;TZID=Europe/Berlin:${stamp(hands, 1, "1300")}`);
	},

	"what another device adds appears when the window is looked at": async ({ page, hands, server }) => {
		await server.put("choir/rehearsal.ics", eventText("rehearsal", "Rehearsal", hands.days[2], "10:00"));
		await page.evaluate(() => window.dispatchEvent(new Event("focus")));
		await hands.reads(hands.event("Rehearsal"), /Wednesday, .*, 10 – 11\sAM, Choir/);
	},

	"a title from here and a place from there are merged": async ({ hands, server }) => {
		const there = eventText("rehearsal", "Rehearsal", hands.days[2], "10:00", "LOCATION:Church");
		await server.put("choir/rehearsal.ics", there);
		await hands.retitle(hands.event("Rehearsal"), "Dress rehearsal");
		await onServer(server, "choir/", "Dress rehearsal", "LOCATION:Church");
		await hands.reads(hands.event("Dress rehearsal"), /Church/);
		await hands.closePopover();
	},
};
