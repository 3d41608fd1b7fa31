// An event that recurs daily from Monday on, and every answer to: which of them is it about?
import assert from "node:assert/strict";
import { onServer, stamp } from "./editing.mjs";
import { eventually } from "./steps.mjs";

const MONDAY = 0;
const TUESDAY = 1;
const WEDNESDAY = 2;
const THURSDAY = 3;
const FRIDAY = 4;

/** The text between the BEGIN and END of the component that has a line. */
function component(text, line) {
	const found = text.match(/BEGIN:VEVENT[\s\S]*?END:VEVENT/g).find((event) => event.includes(line));
	assert.ok(found, `no event has ${line} in\n${text}`);
	return found;
}

export const recurring = {
	"the editor makes it recur": async ({ page, hands, server }) => {
		const { x, y } = await hands.at(MONDAY, 17);
		await page.mouse.dblclick(x, y);
		await page.getByTestId("draft-title").waitFor();
		await page.keyboard.type("Standup");
		await page.getByText("More options").click();
		await page.getByTestId("repeat").click();
		await page.getByRole("option", { name: "Every day" }).click();
		await page.getByTestId("editor-save").click();
		await page.getByTestId("editor").waitFor({ state: "detached" });
		await eventually(async () => assert.equal(await hands.event("Standup").count(), 7));
		await onServer(server, "work/", "Standup", "RRULE:FREQ=DAILY");
	},

	"this one gets another title": async ({ hands, server }) => {
		await hands.retitle(hands.event("Standup", "Tuesday"), "Standup with guests");
		await hands.answer("this");
		await hands.event("Standup with guests", "Tuesday").waitFor();
		await hands.closePopover();
		await eventually(async () => {
			const { text } = await server.only("work/", /^SUMMARY:Standup$/m);
			const override = component(text, `RECURRENCE-ID;TZID=Europe/Berlin:${stamp(hands, TUESDAY, "1700")}`);
			assert.match(override, /^SUMMARY:Standup with guests$/m);
		});
	},

	"this one is moved": async ({ page, hands, server }) => {
		await hands.move(hands.event("Standup", "Wednesday"), 0, 1);
		const counts = page.locator(".outlook-counts");
		await counts.filter({ hasText: /^1 moves, \d+ stay\.$/ }).waitFor();
		await page.getByTestId("scope-following").focus();
		await counts.filter({ hasText: /^\d+ move, 2 stay\.$/ }).waitFor();
		await hands.answer("this");
		await hands.reads(hands.event("Standup", "Wednesday"), /6 – 7\sPM/);
		await eventually(async () => {
			const { text } = await server.only("work/", /^RRULE:FREQ=DAILY/m);
			const override = component(text, `RECURRENCE-ID;TZID=Europe/Berlin:${stamp(hands, WEDNESDAY, "1700")}`);
			assert.ok(override.includes(`DTSTART;TZID=Europe/Berlin:${stamp(hands, WEDNESDAY, "1800")}`));
		});
	},

	"this one is deleted": async ({ page, hands, server }) => {
		await hands.select(hands.event("Standup", "Thursday"));
		await page.keyboard.press("Delete");
		await hands.answer("this");
		await hands.gone(hands.event("Standup", "Thursday"));
		await eventually(async () => {
			const { text } = await server.only("work/", /^RRULE:FREQ=DAILY/m);
			assert.match(text, new RegExp(`^EXDATE[^\\n]*${stamp(hands, THURSDAY, "1700")}`, "m"));
		});
	},

	"all get another title": async ({ hands, server }) => {
		await hands.retitle(hands.event("Standup", "Monday"), "Daily");
		await hands.answer("all");
		await eventually(async () => assert.equal(await hands.event("Daily").count(), 5));
		await hands.closePopover();
		const text = await onServer(server, "work/", "Daily", "EXDATE");
		assert.equal(text.match(/RECURRENCE-ID/g).length, 2);
	},

	"all are moved": async ({ hands, server }) => {
		await hands.move(hands.event("Daily", "Monday"), 0, -1);
		await hands.answer("all");
		await hands.reads(hands.event("Daily", "Monday"), /4 – 5\sPM/);
		await hands.reads(hands.event("Daily", "Friday"), /4 – 5\sPM/);
		await hands.gone(hands.event("Daily", "Thursday"));
		await onServer(server, "work/", "Daily", `DTSTART;TZID=Europe/Berlin:${stamp(hands, MONDAY, "1600")}`);
	},

	"this one and the following get another title": async ({ hands, server }) => {
		await hands.retitle(hands.event("Daily", "Friday"), "Late daily");
		await hands.answer("following");
		await eventually(async () => assert.equal(await hands.event("Late daily").count(), 3));
		await hands.closePopover();
		await onServer(server, "work/", "Daily", "UNTIL=");
		await onServer(server, "work/", "Late daily", `DTSTART;TZID=Europe/Berlin:${stamp(hands, FRIDAY, "1600")}`);
	},

	"this one and the following are moved": async ({ hands, server }) => {
		await hands.move(hands.event("Late daily", "Saturday"), 0, 1);
		await hands.answer("following");
		await hands.reads(hands.event("Late daily", "Saturday"), /5 – 6\sPM/);
		await hands.reads(hands.event("Late daily", "Sunday"), /5 – 6\sPM/);
		await hands.reads(hands.event("Late daily", "Friday"), /4 – 5\sPM/);
		await eventually(async () => assert.equal((await server.texts("work/", /^SUMMARY:Late daily$/m)).length, 2));
	},

	"this one and the following are deleted": async ({ page, hands, server }) => {
		await hands.select(hands.event("Late daily", "Sunday"));
		await page.keyboard.press("Delete");
		await hands.answer("following");
		await hands.gone(hands.event("Late daily", "Sunday"));
		await hands.event("Late daily", "Saturday").waitFor();
		await eventually(async () =>
			assert.equal(
				(await server.texts("work/", /^SUMMARY:Late daily$[\s\S]*UNTIL=|UNTIL=[\s\S]*^SUMMARY:Late daily$/m)).length,
				2,
			),
		);
	},

	"all are deleted": async ({ page, hands, server }) => {
		await hands.select(hands.event("Daily", "Monday"));
		await page.keyboard.press("Delete");
		await hands.answer("all");
		await hands.gone(hands.event("Daily"));
		await eventually(async () => assert.deepEqual(await server.texts("work/", /^SUMMARY:Daily$/m), []));
		assert.equal((await server.texts("work/", /^SUMMARY:Late daily$/m)).length, 2);
	},

	"leaving the question changes nothing": async ({ page, hands }) => {
		const event = hands.event("Late daily", "Friday");
		const before = await event.getAttribute("aria-label");
		await hands.move(event, 0, 1);
		await page.getByTestId("scope").waitFor();
		await page.keyboard.press("Escape");
		await page.getByTestId("scope").waitFor({ state: "detached" });
		assert.equal(await event.getAttribute("aria-label"), before);
	},
};
