// Drives the built window in a browser, over the fake: history, the past, conflicts, and what is held back.
import assert from "node:assert/strict";
import { event, findings, label, windowTest } from "./page.mjs";

windowTest("the old version of an event is two clicks away from the event", async (page) => {
	await event(page, "Lunch with Ana").click();
	await page.getByTestId("popover-history").click();
	await page.getByTestId("take-back").click();
	await page.getByText("Restored “Lunch with Ana”").waitFor();
	assert.match(await label(page, "Lunch with Ana"), /12 – 1\sPM/);
	await page.keyboard.press("Control+z");
	await page.getByText("Undone").waitFor();
	assert.match(await label(page, "Lunch with Ana"), /12:30 – 1:30\sPM/);
});

windowTest("the record leads from a sync to its events, and from an event to its sync", async (page) => {
	await page.keyboard.press("h");
	await page.getByRole("radio", { name: "Syncs" }).click();
	await page.getByRole("radio", { name: "With events" }).click();
	const sync = page.getByTestId("session").filter({ hasText: "listed as gone" }).first();
	await sync.getByRole("button").first().click();
	await sync.getByTestId("request-event").filter({ hasText: "Lunch with Ana" }).first().click();
	await page.getByText("History of").waitFor();
	await page.getByTestId("why").first().click();
	await page.getByTestId("whole-sync").first().click();
	await page.getByTestId("session-requests").waitFor();
	assert.match(await page.getByTestId("session-requests").textContent(), /REPORT207/);
});

windowTest("a sync is told with counts, and can be stopped", stopping, { query: { trouble: "syncing" } });
async function stopping(page) {
	await page.getByText("Syncing 120 of 2,000").click();
	assert.equal(await page.locator("progress").getAttribute("value"), "120");
	await page.getByTestId("sync-cancel").click();
	await page.getByTestId("sync-now").waitFor();
	assert.match(await page.getByTestId("status").textContent(), /^Synced/);
}

windowTest("H opens the history of all, Esc closes it, and a whole sync is taken back", async (page) => {
	await page.keyboard.press("h");
	await page.getByTestId("batch").first().waitFor();
	await page.keyboard.press("Escape");
	await page.getByTestId("history").waitFor({ state: "detached" });
	await page.keyboard.press("h");
	await page.getByTestId("undo-sync").first().click();
	await page.getByText("Took back 4 changes.").waitFor();
	assert.match(await label(page, "Parents’ evening"), /12:30 – 1:30\sPM/);
});

windowTest("the past is shown with a bar, cannot be changed, and leads back", async (page) => {
	await page.keyboard.press("h");
	await page.getByTestId("travel").click();
	await page.getByText("The calendar as it was on Tue").waitFor();
	await event(page, "Gym").waitFor();
	await event(page, "Gym").click();
	assert.equal(await page.getByLabel("Delete (Del)").count(), 0);
	await page.keyboard.press("Escape");
	await page.keyboard.press("n");
	await page.getByText("The past cannot be changed.").waitFor();
	await page.getByTestId("back-to-now").click();
	await page.getByTestId("travel-bar").waitFor({ state: "detached" });
	assert.equal(await event(page, "Gym").count(), 0);
});

windowTest(
	"conflicts are settled one after the other",
	async (page) => {
		await page.getByTestId("conflict-open").click();
		await page.getByTestId("choose-ours-start").click();
		assert.equal(await page.getByTestId("choose-ours-end").getAttribute("aria-pressed"), "true");
		assert.equal(await page.getByTestId("choose-theirs-location").getAttribute("aria-pressed"), "true");
		await page.getByTestId("take-merged").click();
		await page.getByRole("heading", { name: "Bake cookies" }).waitFor();
		await page.getByTestId("take-both").click();
		await page.getByTestId("conflict-dialog").waitFor({ state: "detached" });
		await page.getByTestId("conflict-bar").waitFor({ state: "detached" });
		await event(page, "Bake cookies").waitFor();
		await event(page, "Bake gingerbread").waitFor();
	},
	{ query: { trouble: "conflict" } },
);

windowTest(
	"what is held back has one banner, and is let through",
	async (page) => {
		const banner = page.getByTestId("held-Family");
		assert.match(await banner.textContent(), /no longer lists 34 of 80 events of Family\. They are still here\./);
		await event(page, "Grandparents visiting").waitFor();
		await banner.getByTestId("accept").click();
		await banner.waitFor({ state: "detached" });
		await event(page, "Grandparents visiting").waitFor({ state: "detached" });
	},
	{ query: { trouble: "held" } },
);

windowTest("Esc leaves the look ahead at a sync", async (page) => {
	await page.getByTestId("status").click();
	await page.getByTestId("sync-preview").click();
	await page.getByText("All hands").waitFor();
	await page.keyboard.press("Escape");
	await page.getByTestId("sync-panel").waitFor({ state: "detached" });
});

windowTest("settings hold at once: the first day of the week, the zone, how long history is kept", async (page) => {
	await page.keyboard.press("Control+,");
	await page.getByTestId("week-start").click();
	await page.getByRole("option", { name: "Sunday" }).click();
	await page.getByTestId("ledger-days").fill("90");
	await page.keyboard.press("Enter");
	await page.getByTestId("time-zone").click();
	await page.getByTestId("time-zone-input").fill("Lisbon");
	await page.getByRole("option", { name: "Europe/Lisbon" }).click();
	await page.getByRole("button", { name: "Done" }).click();
	await page.getByTestId("day-2026-11-22").waitFor();
	await page.getByRole("button", { name: /^Lunch with Ana.*11:30\sAM – 12:30\sPM/ }).waitFor();
	await page.keyboard.press("Control+,");
	assert.equal(await page.getByTestId("ledger-days").inputValue(), "90");
});

for (const colorScheme of ["light", "dark"]) {
	windowTest(
		`the history, the bars and the card can be used by everyone, ${colorScheme}`,
		async (page) => {
			await event(page, "Lunch with Ana").click();
			await page.getByTestId("popover-history").click();
			await page.getByTestId("why").first().click();
			await page.getByTestId("reasons").waitFor();
			await page.waitForTimeout(500);
			assert.deepEqual(await findings(page), []);
			await page.getByLabel("All history").click();
			await page.getByTestId("batch").first().waitFor();
			assert.deepEqual(await findings(page), []);
			await page.getByTestId("conflict-open").click();
			await page.getByTestId("choice").waitFor();
			assert.deepEqual(await findings(page), []);
		},
		{ colorScheme, bypassCSP: true, query: { trouble: "conflict,held" } },
	);
}
