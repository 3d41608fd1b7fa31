// What the person chooses is kept by the program, and is there when the window is opened anew.
import assert from "node:assert/strict";

export const settings = {
	"a week begins on Sunday where that is chosen, and hours are shown in another zone": async ({ page, open }) => {
		await page.keyboard.press("Control+,");
		const dialog = page.getByTestId("settings");
		await dialog.waitFor();
		await page.getByTestId("week-start").click();
		await page.getByRole("option", { name: "Sunday" }).click();
		await page.getByText("Add a zone beside the hours").click();
		await dialog.getByTestId("time-zone-input").fill("Tokyo");
		await page.getByRole("option", { name: /Tokyo/ }).click();
		await page.getByRole("button", { name: "Remove Asia/Tokyo" }).waitFor();
		await page.getByTestId("ledger-days").fill("400");
		await page.keyboard.press("Enter");
		await page.getByRole("button", { name: "Done" }).click();
		await open();
		await page.locator(".hour-zone", { hasText: "Tokyo" }).waitFor();
		const first = await page.locator("main [data-day]").first().getAttribute("data-testid");
		assert.match(first, /all-day-/);
		assert.equal(new Date(first.slice("all-day-".length)).getUTCDay(), 0);
		await page.keyboard.press("Control+,");
		assert.equal(await page.getByTestId("ledger-days").inputValue(), "400");
	},

	"and is as it was again": async ({ page }) => {
		await page.getByRole("button", { name: "Remove Asia/Tokyo" }).click();
		await page.getByTestId("week-start").click();
		await page.getByRole("option", { name: "Monday" }).click();
		await page.getByRole("button", { name: "Done" }).click();
		await page.locator(".hour-zone", { hasText: "GMT" }).waitFor();
	},
};
