// Drives the built window in a browser: several events at a time, copies, colours, and days to go to.
import assert from "node:assert/strict";
import { event, findings, label, windowTest } from "./page.mjs";

const bar = (page) => page.getByTestId("selection-bar");
const pressed = (page) => page.locator("main [data-key][aria-pressed=true]").count();
const titled = (page, name) => page.getByRole("button", { name: new RegExp(`^${name}`) }).count();

/** Two events of the sample's week that may be changed, selected. */
async function two(page) {
	await event(page, "Bake cookies").click({ modifiers: ["Control"] });
	await event(page, "Write decision record").click({ modifiers: ["Control"] });
	await bar(page).getByText("2 events selected").waitFor();
}

windowTest("two events are moved together with a key, and undo takes back both", async (page) => {
	const before = [await label(page, "Bake cookies"), await label(page, "Write decision record")];
	await two(page);
	await page.keyboard.press("Alt+ArrowDown");
	await page.getByText("Moved 2 events").waitFor();
	const after = [await label(page, "Bake cookies"), await label(page, "Write decision record")];
	assert.notEqual(after[0], before[0]);
	assert.notEqual(after[1], before[1]);
	await page.getByTestId("toast").getByText("Undo").click();
	await page.getByText("Undone").waitFor();
	assert.deepEqual([await label(page, "Bake cookies"), await label(page, "Write decision record")], before);
});

windowTest(
	"what is selected together is dragged, recoloured, copied and deleted together",
	async (page) => {
		await two(page);
		const box = await event(page, "Bake cookies").boundingBox();
		await page.mouse.move(box.x + 30, box.y + 10);
		await page.mouse.down();
		await page.mouse.move(box.x + 30, box.y + 40, { steps: 5 });
		assert.equal(await page.getByTestId("ghost").count(), 2);
		await page.mouse.up();
		await page.getByText("Moved 2 events").waitFor();
		await bar(page).getByText("Colour").click();
		await page.getByRole("menuitem", { name: "Olive" }).click();
		await page.getByText("Changed 2 events").waitFor();
		const tint = (name) => event(page, name).evaluate((e) => e.style.getPropertyValue("--cal"));
		assert.deepEqual([await tint("Bake cookies"), await tint("Write decision record")], ["olivedrab", "olivedrab"]);
		const lessons = await titled(page, "Bake cookies");
		await bar(page).getByText("Duplicate").click();
		await page.getByText("Copied 2 events").waitFor();
		assert.equal(await titled(page, "Bake cookies"), lessons + 1);
		assert.deepEqual(await findings(page), []);
		await page.keyboard.press("Delete");
		await page.getByText("Deleted 2 events").waitFor();
		assert.equal(await titled(page, "Bake cookies"), lessons);
	},
	{ bypassCSP: true },
);

windowTest("a frame drawn with Shift selects, and so does Shift with a click; Esc selects nothing", async (page) => {
	const columns = await page.locator(".columns").boundingBox();
	await page.keyboard.down("Shift");
	await page.mouse.move(columns.x + 4, columns.y + 2 * 50);
	await page.locator(".week-scroll").evaluate((e) => e.scrollTo(0, 300));
	const view = await page.locator(".week-scroll").boundingBox();
	await page.mouse.move(view.x + 70, view.y + view.height - 6);
	await page.mouse.down();
	await page.mouse.move(view.x + view.width - 20, view.y + 140, { steps: 6 });
	await page.locator(".lasso").waitFor();
	await page.mouse.up();
	await page.keyboard.up("Shift");
	assert.ok((await pressed(page)) > 2);
	assert.equal(await page.locator(".lasso").count(), 0);
	await page.keyboard.press("Escape");
	assert.equal(await pressed(page), 0);
	await event(page, "Write decision record").click({ modifiers: ["Control"] });
	await event(page, "Bake cookies").click({ modifiers: ["Shift"] });
	assert.ok((await pressed(page)) > 1);
	await page.keyboard.press("Escape");
	await page.keyboard.press("Control+a");
	assert.ok((await pressed(page)) > 4);
});

windowTest("an event is copied with a key, and by a drag with Ctrl", async (page) => {
	const lessons = await titled(page, "Bake cookies");
	await event(page, "Bake cookies").click({ modifiers: ["Control"] });
	await page.keyboard.press("Control+d");
	await page.getByText("Copied “Bake cookies”").waitFor();
	assert.equal(await titled(page, "Bake cookies"), lessons + 1);
	const box = await event(page, "Write decision record").boundingBox();
	await page.keyboard.down("Control");
	await page.mouse.move(box.x + 30, box.y + 10);
	await page.mouse.down();
	await page.mouse.move(box.x + 30, box.y + 80, { steps: 5 });
	await page.mouse.up();
	await page.keyboard.up("Control");
	await page.getByText("Copied “Write").waitFor();
});

windowTest("G goes to a day that is said in words", async (page) => {
	await page.keyboard.press("g");
	await page.getByRole("option", { name: /Go to Tomorrow|Go to Wednesday/ }).waitFor();
	await page.getByTestId("search-input").fill("nonsense");
	await page.getByText("That is not a day.").waitFor();
	await page.getByTestId("search-input").fill("24 Dec");
	await page.getByRole("option", { name: /December 24/ }).waitFor();
	await page.keyboard.press("Enter");
	await page.getByTestId("day-2026-12-24").waitFor();
});

windowTest("an event gets a colour of its own in the editor", async (page) => {
	await event(page, "Bake cookies").dblclick();
	await page.getByTestId("editor").waitFor();
	await page.getByTestId("editor-color").click();
	await page.getByRole("option", { name: "Rose" }).click();
	await page.getByTestId("editor-save").click();
	const scope = page.getByRole("button", { name: /^This event/ });
	await page
		.getByTestId("editor")
		.waitFor({ state: "detached" })
		.catch(async () => scope.click());
	assert.equal(await event(page, "Bake cookies").evaluate((e) => e.style.getPropertyValue("--cal")), "mediumvioletred");
});
