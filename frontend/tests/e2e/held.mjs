// A server that suddenly lacks most of a calendar: nothing vanishes until the person says so.
import assert from "node:assert/strict";
import { eventText } from "./server.mjs";
import { eventually, PATIENCE } from "./steps.mjs";

const ALL = 40;
const LOST = 30;
const SATURDAY = 5;

const path = (n) => `club/club-${n}.ics`;

/** The first is in the week that is worked in; the others are long over. */
const day = (hands, n) => (n === 1 ? hands.days[SATURDAY] : `2025-03-${String((n % 28) + 1).padStart(2, "0")}`);
const put = (hands, server, n) => server.put(path(n), eventText(`club-${n}`, `Club ${n}`, day(hands, n), "20:00"));

export const held = {
	"a calendar of 40 events comes in": async ({ page, hands, server }) => {
		await server.makeCalendar("club/", "Club", "#8A5CD6");
		for (let n = 1; n <= ALL; n++) await put(hands, server, n);
		await page.keyboard.press("r");
		await page.getByTestId("calendar-Club").waitFor({ timeout: PATIENCE });
		await hands.event("Club 1").waitFor({ timeout: PATIENCE });
		await hands.standing("synced");
	},

	"the server loses 30 of them; all stay, and one banner says so": async ({ page, hands, server }) => {
		for (let n = 1; n <= LOST; n++) await server.remove(path(n));
		await page.keyboard.press("r");
		const banner = page.getByTestId("held-Club");
		await banner.waitFor({ timeout: PATIENCE });
		assert.match(await banner.textContent(), /no longer lists 30 of 40 events of Club\. They are still here\./);
		await hands.reads(hands.event("Club 1"), /held back/);
		await hands.standing("held", /^Club is held back$/);
		await hands.event("Club 1").click();
		assert.match(await page.getByTestId("standing").textContent(), /no longer lists it\. It stays here/);
		await hands.closePopover();
	},

	"a look ahead tells what would be held back": async ({ page }) => {
		await page.getByTestId("status").click();
		await page.getByTestId("sync-preview").click();
		const preview = page.getByTestId("preview");
		await preview.waitFor({ timeout: PATIENCE });
		assert.match(await preview.textContent(), /held back until you decide 30.*Club \d+deleted/);
		await page.keyboard.press("Escape");
		await page.getByTestId("sync-panel").waitFor({ state: "detached" });
	},

	"it goes by itself when the server is well again": async ({ page, hands, server }) => {
		for (let n = 1; n <= LOST; n++) await put(hands, server, n);
		await page.keyboard.press("r");
		await page.getByTestId("held-Club").waitFor({ state: "detached", timeout: PATIENCE });
		await hands.standing("synced", /^Synced/);
		await hands.event("Club 1").waitFor();
	},

	"lost again, they are pushed back": async ({ page, hands, server }) => {
		for (let n = 1; n <= LOST; n++) await server.remove(path(n));
		await page.keyboard.press("r");
		const banner = page.getByTestId("held-Club");
		await banner.waitFor({ timeout: PATIENCE });
		await banner.getByTestId("push-back").click();
		await banner.waitFor({ state: "detached", timeout: 2 * PATIENCE });
		await eventually(async () => assert.equal((await server.objects("club/")).length, ALL));
		await hands.event("Club 1").waitFor();
	},

	"lost for good, they are let go": async ({ page, hands, server }) => {
		const lost = (await server.objects("club/")).filter(({ text }) => /^SUMMARY:Club ([1-9]|[12]\d|30)$/m.test(text));
		assert.equal(lost.length, LOST);
		for (const { path } of lost) await server.remove(path);
		await page.keyboard.press("r");
		const banner = page.getByTestId("held-Club");
		await banner.waitFor({ timeout: PATIENCE });
		await banner.getByTestId("accept").click();
		await banner.waitFor({ state: "detached", timeout: 2 * PATIENCE });
		await hands.gone(hands.event("Club 1"));
		assert.equal((await server.objects("club/")).length, ALL - LOST);
	},
};
