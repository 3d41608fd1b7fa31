// The first start: no account, and a calendar that works.
import assert from "node:assert/strict";

export const alone = {
	"the first start says that everything is on this computer": async ({ hands }) => {
		await hands.standing("local", /On this computer/);
	},

	"an event is drawn": async ({ hands }) => {
		await hands.draw(1, 9, 10.5, "Breakfast");
		await hands.reads(hands.event("Breakfast"), /Tuesday, .*, 9 – 10:30\sAM/);
	},

	"an event is begun with two clicks": async ({ hands }) => {
		await hands.begin(2, 14, "Swimming");
		await hands.reads(hands.event("Swimming"), /Wednesday, .*, 2 – 3\sPM/);
	},

	"an event is begun by typing on a slot": async ({ page, hands }) => {
		const { x, y } = await hands.at(3, 15);
		await page.mouse.click(x, y);
		await page.getByTestId("slot").waitFor();
		await page.keyboard.type("Reading");
		await page.keyboard.press("Enter");
		await hands.reads(hands.event("Reading"), /Thursday, .*, 3 – 4\sPM/);
	},

	"it is all there when the window is opened anew": async ({ hands, open }) => {
		await open();
		for (const title of ["Breakfast", "Swimming", "Reading"]) {
			await hands.event(title).waitFor();
			const label = await hands.event(title).getAttribute("aria-label");
			assert.doesNotMatch(label, /not on the server/);
		}
	},
};
