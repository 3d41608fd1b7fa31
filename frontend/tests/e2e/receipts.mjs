// What a server makes of what it is sent: refused, it waits and is told as such; rewritten, the person hears of it.
import assert from "node:assert/strict";
import { onServer } from "./editing.mjs";

const WEDNESDAY = 2;

/** What the popover says of how an event stands with its server. */
async function told(page, hands, title, pattern) {
	await hands.event(title).click();
	const note = page.getByTestId("standing");
	await note.waitFor();
	assert.match(await note.textContent(), pattern);
}

export const receipts = {
	"what the server refuses waits here, and says so": async ({ page, hands, between }) => {
		between.sent = () => undefined;
		await hands.draw(WEDNESDAY, 16, 17, "Lunch break");
		await hands.standing("refused", /^Not accepted · 1 change waiting$/);
		await told(
			page,
			hands,
			"Lunch break",
			/It is not on the server: it was tried at \d\d:\d\d\. .*403.*It is kept here\./,
		);
		await page.getByTestId("standing").getByRole("button", { name: "Why?" }).click();
		await page.getByTestId("version").first().getByTestId("why").click();
		await page.getByTestId("reasons").getByText("403").first().waitFor();
		await page.getByLabel("Close (Esc)").click();
		await page.getByTestId("history").waitFor({ state: "detached" });
	},

	"and goes out when the server takes it": async ({ page, hands, server, between }) => {
		between.sent = (text) => text;
		await page.keyboard.press("r");
		await onServer(server, "work/", "Lunch break");
		await hands.standing("synced", /^Synced/);
	},

	"what the server rewrites is told, with the way to it": async ({ page, hands, server, between }) => {
		between.sent = (text) => text.replace(/^SUMMARY:.*(?=\r\n)/m, "$&\r\nLOCATION:Room 12");
		await hands.retitle(hands.event("Lunch break"), "Long lunch");
		await hands.closePopover();
		const toast = page.getByTestId("toast").filter({ hasText: "changed what you sent of “Long lunch”" });
		await toast.waitFor();
		await onServer(server, "work/", "Long lunch", "LOCATION:Room 12");
		between.sent = (text) => text;
		await told(page, hands, "Long lunch", /The server changed what you sent: Place\./);
		await hands.closePopover();
		await toast.getByRole("button", { name: "Show" }).click();
		const newest = page.getByTestId("version").first();
		await newest.getByText("Room 12").waitFor();
		assert.equal(await newest.getAttribute("data-origin"), "receipt");
		await page.getByLabel("Close (Esc)").click();
		await page.getByTestId("history").waitFor({ state: "detached" });
	},
};
