// Drives the built window in a browser: what the person can choose.
import assert from "node:assert/strict";
import { findings, windowTest } from "./page.mjs";

const settings = async (page) => {
	await page.keyboard.press("Control+,");
	await page.getByTestId("settings").waitFor();
};
const done = (page) => page.getByRole("button", { name: "Done" }).click();

windowTest(
	"hours are shown in other zones, and Shift+Z hides them",
	async (page) => {
		await settings(page);
		for (const zone of ["New York", "Adelaide"]) {
			await page.getByTestId("settings").getByText("Add a zone beside the hours").click();
			await page.getByTestId("settings").getByTestId("time-zone-input").fill(zone);
			await page.getByRole("option", { name: new RegExp(zone) }).click();
			await page.getByRole("button", { name: new RegExp(`Remove .*${zone}`) }).waitFor();
		}
		assert.deepEqual(await findings(page), []);
		await done(page);
		const zones = page.locator(".hour-zone");
		assert.deepEqual(await zones.allTextContents(), ["Berlin", "New York", "Adelaide"]);
		const noon = page.locator(".hours span", { hasText: "9:30 PM" });
		assert.equal(await noon.count(), 1); // 12 in Berlin is 21:30 in Adelaide
		await page.keyboard.press("Shift+Z");
		assert.equal(await zones.count(), 1);
		await page.keyboard.press("Shift+Z");
		assert.equal(await zones.count(), 3);
	},
	{ bypassCSP: true },
);

windowTest("a week begins on Saturday where that is chosen, and its number leads to it", async (page) => {
	await settings(page);
	await page.getByTestId("week-start").click();
	await page.getByRole("option", { name: "Saturday" }).click();
	await done(page);
	await page.getByTestId("day-2026-11-21").waitFor();
	await page.keyboard.press("m");
	await page.getByTestId("view-month").waitFor();
	await page.locator(".week-number").nth(1).click();
	await page.getByTestId("view-week").waitFor();
	await page.getByTestId("day-2026-11-07").waitFor();
});

windowTest("keys are found, chosen anew, and as they were again", async (page) => {
	await page.keyboard.press("?");
	await page.getByTestId("keys-search").fill("today");
	const choice = page.getByRole("button", { name: /^Today: T/ });
	await choice.click();
	await page.keyboard.press("m");
	await page.getByText("M is “Month” already.").waitFor();
	await page.keyboard.press("x");
	await page.getByRole("button", { name: /^Today: X/ }).waitFor();
	await done(page);
	await page.keyboard.press("j");
	await page.getByTestId("day-2026-12-01").waitFor();
	await page.keyboard.press("t"); // does nothing now
	await page.keyboard.press("x");
	await page.getByTestId("day-2026-11-24").waitFor();
	await page.keyboard.press("?");
	await page.getByTestId("keys-reset").click();
	await page.getByRole("button", { name: /^Today: T/ }).waitFor();
});
