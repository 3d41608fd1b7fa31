// An event in a line of text: what Go understands of it, and what the server has of it.
import assert from "node:assert/strict";
import { onServer, stamp } from "./editing.mjs";

const TUESDAY = 1;

async function say(page, text) {
	await page.keyboard.press("q");
	await page.getByTestId("quick-input").fill(text);
}

export const quick = {
	"a line becomes an event, its words as they were marked": async ({ page, hands, server }) => {
		await say(page, `Fencing with Jo ${hands.days[TUESDAY]} 12:15 for 45m @ Hall /work !15m`);
		await page.getByTestId("receipt").getByText("12:15 – 1").waitFor();
		const kinds = await page.getByTestId("chip").evaluateAll((all) => all.map((chip) => chip.dataset.kind));
		assert.deepEqual(kinds, ["date", "time", "length", "place", "calendar", "alarm"]);
		await page.keyboard.press("Enter");
		await page.getByTestId("quick").waitFor({ state: "detached" });
		await hands.reads(hands.event("Fencing with Jo"), /Tuesday, .*, 12:15 – 1\sPM, Work, Hall/);
		const start = `DTSTART;TZID=Europe/Berlin:${stamp(hands, TUESDAY, "1215")}`;
		await onServer(server, "work/", "Fencing with Jo", start, "LOCATION:Hall", "TRIGGER:-PT15M");
	},

	"a doubt is asked, and no event is made of it": async ({ page }) => {
		await say(page, "Dentist 10/11 14:00");
		await page.getByTestId("reading").nth(1).waitFor();
		await page.keyboard.press("Enter");
		await page.getByTestId("quick").waitFor();
		await page.getByTestId("reading").nth(1).click();
		await page
			.getByTestId("receipt")
			.getByText(/Nov 10|Oct 11/)
			.waitFor();
		await page.locator("[data-testid=quick-save]:not([disabled])").waitFor();
		await page.keyboard.press("Escape");
		await page.getByTestId("quick").waitFor({ state: "detached" });
	},

	"in another language": async ({ page, hands }) => {
		await say(page, "Mittagessen morgen von 12 bis 13:30 Uhr jeden Freitag");
		await page.getByTestId("quick-language").click();
		await page.getByRole("option", { name: "Deutsch" }).click();
		await page.locator("[data-testid=chip][data-kind=repeat]").getByText("jede Woche am Freitag").waitFor();
		await page.getByTestId("quick-language").click();
		await page.getByRole("option", { name: "English" }).click();
		await page.getByTestId("quick-input").fill("");
		await page.keyboard.press("Escape");
		await hands.gone(hands.event("Mittagessen"));
	},

	"undo takes it back": async ({ page, hands }) => {
		await hands.select(hands.event("Fencing with Jo"));
		await page.keyboard.press("z");
		await hands.gone(hands.event("Fencing with Jo"));
	},
};
