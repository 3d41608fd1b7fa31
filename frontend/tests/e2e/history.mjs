// What happened to my event, and the old one back in two clicks.
import assert from "node:assert/strict";
import { onServer, stamp } from "./editing.mjs";
import { eventText } from "./server.mjs";
import { eventually } from "./steps.mjs";

const SATURDAY = 5;
const berlin = (hands, time) => `DTSTART;TZID=Europe/Berlin:${stamp(hands, SATURDAY, time)}`;

export const history = {
	"another device moves an event": async ({ page, hands, server }) => {
		await server.put("work/workshop.ics", eventText("workshop", "Workshop", hands.days[SATURDAY], "09:00"));
		await page.keyboard.press("r");
		await hands.reads(hands.event("Workshop"), /9 – 10\sAM/);
		await server.put(
			"work/workshop.ics",
			eventText("workshop", "Workshop", hands.days[SATURDAY], "15:00", "LOCATION:Attic"),
		);
		await page.keyboard.press("r");
		await hands.reads(hands.event("Workshop"), /3 – 4\sPM/);
		await hands.standing("synced");
	},

	"its history says what, and which answer of the server brought it": async ({ page, hands }) => {
		await hands.event("Workshop").click();
		await page.getByTestId("popover-history").click();
		const newest = page.getByTestId("version").first();
		await newest.getByText("Attic").waitFor();
		assert.equal(await newest.getAttribute("data-origin"), "server");
		assert.match(await newest.textContent(), /Start.*9\sAM.*3\sPM/);
		await newest.getByTestId("why").click();
		await newest.getByTestId("reasons").locator("code").first().waitFor();
		assert.match(await newest.getByTestId("reasons").textContent(), /(REPORT|GET|PROPFIND)20\d/);
	},

	"the old one is back with one more click, here and on the server": async ({ page, hands, server }) => {
		await page.getByTestId("take-back").click();
		await hands.reads(hands.event("Workshop"), /9 – 10\sAM/);
		await onServer(server, "work/", "Workshop", berlin(hands, "0900"));
		await eventually(async () =>
			assert.equal(await page.getByTestId("version").first().getAttribute("data-origin"), "undo"),
		);
	},

	"what was deleted elsewhere is told, and brought back with one click": async ({ page, hands, server }) => {
		await hands.standing("synced"); // else it was deleted while an edit was on its way, and is kept
		await server.remove("work/workshop.ics");
		await page.keyboard.press("r");
		await hands.gone(hands.event("Workshop"));
		const toast = page.getByTestId("toast").filter({ hasText: "“Workshop” was deleted on" });
		await toast.getByRole("button", { name: "Bring it back" }).click();
		await hands.reads(hands.event("Workshop"), /9 – 10\sAM/);
		await onServer(server, "work/", "Workshop", berlin(hands, "0900"));
	},

	"or from the history, later": async ({ page, hands, server }) => {
		await server.remove((await server.only("work/", /^SUMMARY:Workshop$/m)).path);
		await page.keyboard.press("r");
		await hands.gone(hands.event("Workshop"));
		await page.getByLabel("All history").click();
		const entry = page.getByTestId("entry").filter({ hasText: "Workshop" }).first();
		await entry.getByTestId("restore").click();
		await hands.reads(hands.event("Workshop"), /9 – 10\sAM/);
		await onServer(server, "work/", "Workshop", berlin(hands, "0900"));
	},

	"nothing is known of a week ago, which is said": async ({ page, hands }) => {
		await page.getByTestId("travel").click();
		await page
			.getByTestId("toast")
			.filter({ hasText: /first change|known/ })
			.waitFor();
		await page.getByTestId("travel-bar").waitFor({ state: "detached" });
		await hands.event("Workshop").waitFor();
		await page.keyboard.press("Escape");
		await page.getByTestId("history").waitFor({ state: "detached" });
	},
};
