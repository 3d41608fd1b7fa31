// Drives the built window in a browser, over the fake: what needs real layout, a real pointer and real focus.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { event, findings, label, windowTest } from "./page.mjs";

/** Where an hour of a day is on screen. */
async function at(page, day, hour) {
	const box = await page.getByTestId(`day-${day}`).boundingBox();
	return { x: box.x + box.width / 2, y: box.y + (box.height / 24) * hour };
}

async function drag(page, from, to, { between } = {}) {
	await page.mouse.move(from.x, from.y);
	await page.mouse.down();
	await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
	await page.mouse.move(to.x, to.y, { steps: 4 });
	await between?.();
	await page.mouse.up();
}

async function middle(locator, dy = 0) {
	const box = await locator.boundingBox();
	return { x: box.x + box.width / 2, y: box.y + box.height / 2 + dy };
}

windowTest("drawing on empty ground begins an event there", async (page) => {
	await drag(page, await at(page, "2026-11-26", 9.5 + 3), await at(page, "2026-11-26", 13.75));
	await page.keyboard.type("Errands");
	await page.keyboard.press("Enter");
	assert.match(await label(page, "Errands"), /Thursday, November 26, 12:30 – 1:45\sPM/);
	assert.match(await label(page, "Errands"), /not on the server yet/);
});

windowTest("typing on a selected slot begins a title, with its first letter", async (page) => {
	const spot = await at(page, "2026-11-27", 14.2);
	await page.mouse.click(spot.x, spot.y);
	await page.getByTestId("slot").waitFor();
	await page.keyboard.type("Tea with Jo");
	await page.keyboard.press("Enter");
	assert.match(await label(page, "Tea with Jo"), /Friday, November 27, 2 – 3\sPM/);
});

windowTest("an event is moved by dragging, in steps of 15 minutes, and undone", async (page) => {
	const from = await middle(event(page, "Lunch with Ana"));
	await drag(page, from, { x: from.x, y: from.y + 53 }, { between: () => page.getByTestId("ghost").waitFor() });
	assert.match(await label(page, "Lunch with Ana"), /1:30 – 2:30\sPM/);
	await page.keyboard.press("Control+z");
	await page.getByText("Undone").waitFor();
	assert.match(await label(page, "Lunch with Ana"), /12:30 – 1:30\sPM/);
	await page.keyboard.press("Control+Shift+Z");
	await page.getByText("Done again").waitFor();
	assert.match(await label(page, "Lunch with Ana"), /1:30 – 2:30\sPM/);
});

windowTest("Esc during a drag leaves everything as it was", async (page) => {
	const before = await label(page, "Lunch with Ana");
	const from = await middle(event(page, "Lunch with Ana"));
	await drag(page, from, { x: from.x + 200, y: from.y + 80 }, { between: () => page.keyboard.press("Escape") });
	assert.equal(await label(page, "Lunch with Ana"), before);
	assert.equal(await page.getByTestId("ghost").count(), 0);
	assert.equal(await page.getByTestId("popover").count(), 0);
});

windowTest("its lower edge makes it longer", async (page) => {
	const box = await event(page, "Lunch with Ana").boundingBox();
	const from = { x: box.x + box.width / 2, y: box.y + box.height - 2 };
	await drag(page, from, { x: from.x, y: from.y + 25 });
	assert.match(await label(page, "Lunch with Ana"), /12:30 – 2\sPM/);
});

windowTest("the lane makes it all-day, and the hours make it timed again", async (page) => {
	await drag(page, await middle(event(page, "Lunch with Ana")), await middle(page.getByTestId("all-day-2026-11-28")));
	await page.getByText("Moved").waitFor();
	assert.match(await label(page, "Lunch with Ana"), /all day, Saturday, November 28/);
	const to = await at(page, "2026-11-29", 15.25);
	await drag(page, await middle(event(page, "Lunch with Ana")), to);
	await page.waitForTimeout(200);
	assert.match(await label(page, "Lunch with Ana"), /Sunday, November 29, 3 – 4\sPM/);
});

windowTest("dragging an occurrence of several asks which, and dropping the question changes nothing", async (page) => {
	const before = await label(page, "Choir");
	const from = await middle(event(page, "Choir"), -10);
	await drag(page, from, { x: from.x, y: from.y - 100 });
	await page.getByTestId("scope").waitFor();
	await page.keyboard.press("Escape");
	await page.getByTestId("scope").waitFor({ state: "detached" });
	assert.equal(await label(page, "Choir"), before);
	await drag(page, from, { x: from.x, y: from.y - 100 });
	await page.getByTestId("scope-this").click();
	await page.getByText("Moved").waitFor();
	assert.match(await label(page, "Choir"), /5 – 7\sPM/);
});

windowTest("days of a month take what is dropped on them", async (page) => {
	await page.keyboard.press("m");
	await page.getByTestId("view-month").waitFor();
	await drag(page, await middle(event(page, "Farmers")), await middle(page.getByTestId("day-2026-11-14")));
	await page.getByText("Moved").waitFor();
	assert.match(await label(page, "Farmers"), /Saturday, November 14, 10 – 11:30\sAM/);
});

windowTest("the day peek shows what a month has no room for", async (page) => {
	await page.keyboard.press("m");
	await page.getByRole("button", { name: /more on Tuesday, November 24/ }).click();
	await page
		.getByTestId("day-peek")
		.getByRole("button", { name: /^Dentist, Mila/ })
		.click();
	assert.equal(await page.getByTestId("editor-title").inputValue(), "Dentist, Mila");
});

windowTest("a click shows an event, and its title can be changed there", async (page) => {
	await event(page, "Lunch with Ana").click();
	await page.getByTestId("popover-title").fill("Lunch with Ana and Jo");
	await page.keyboard.press("Enter");
	await page.getByText("Changed").waitFor();
	assert.match(await label(page, "Lunch with Ana and Jo"), /12:30/);
	await page.getByTestId("start-time").fill("1p");
	await page.keyboard.press("Enter");
	await page.waitForTimeout(200);
	assert.match(await label(page, "Lunch with Ana and Jo"), /1 – 2\sPM/);
	await page.keyboard.press("Escape");
	assert.equal(await page.getByTestId("popover").count(), 0);
});

windowTest("two clicks open the editor; leaving it asks when something was written", async (page) => {
	await event(page, "Lunch with Ana").dblclick();
	await page.getByTestId("editor-title").fill("Late lunch");
	await page.keyboard.press("Escape");
	await page.getByText("You have not saved").waitFor();
	await page.getByTestId("editor-save").click();
	await page.getByTestId("editor").waitFor({ state: "detached" });
	assert.ok(await label(page, "Late lunch"));
});

windowTest("the editor writes a repeating event", async (page) => {
	await page.keyboard.press("n");
	await page.keyboard.type("Yoga");
	await page.getByText("More options").click();
	await page.getByTestId("repeat").click();
	await page.getByRole("option", { name: "Every day" }).click();
	await page.getByTestId("editor-location").fill("Studio 4");
	await page.getByTestId("editor-save").click();
	await page.getByTestId("editor").waitFor({ state: "detached" });
	await event(page, "Yoga").waitFor();
	assert.ok((await page.getByRole("button", { name: /^Yoga,.*Studio 4, repeats/ }).count()) >= 5);
});

windowTest("keys: views, steps, arrows, nudges, delete, one layer at a time", async (page) => {
	await page.keyboard.press("j");
	assert.match(await page.getByTestId("title").textContent(), /Nov – Dec 2026/);
	await page.keyboard.press("t");
	await page.keyboard.press("d");
	await page.getByTestId("view-day").waitFor();
	await page.keyboard.press("w");
	await event(page, "Lunch with Ana").click();
	await page.keyboard.press("Escape");
	await page.keyboard.press("Alt+ArrowDown");
	await page.waitForTimeout(150);
	assert.match(await label(page, "Lunch with Ana"), /12:45 – 1:45\sPM/);
	await page.keyboard.press("ArrowDown");
	const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
	assert.match(await focused(), /^Dentist, Mila/);
	await page.keyboard.press("Delete");
	await page.getByText("Deleted").waitFor();
	assert.equal(await event(page, "Dentist, Mila").count(), 0);
	await page.keyboard.press("/");
	await page.keyboard.type("retro");
	await page.getByRole("option").first().waitFor();
	await page.keyboard.press("Escape");
	await page.getByTestId("search-dialog").waitFor({ state: "detached" });
});

windowTest("1 to 9 show so many days, A a list of what comes, Y a year", async (page) => {
	await page.keyboard.press("4");
	await page.getByTestId("view-days").waitFor();
	assert.equal(await page.locator("[data-testid^='day-20']").count(), 4);
	assert.equal(await page.getByRole("radio", { name: "4 days" }).getAttribute("aria-checked"), "true");
	await page.keyboard.press("1");
	await page.getByTestId("view-day").waitFor();
	await page.keyboard.press("y");
	await page.getByTestId("view-year").waitFor();
	assert.equal(await page.getByTestId("title").textContent(), "2026 ");
	assert.match(
		await page.getByTestId("year-2026-12-03").getAttribute("aria-label"),
		/^Thursday, December 3, \d events/,
	);
	await page.getByTestId("year-2026-12-03").click();
	await page.getByTestId("view-day").waitFor();
	await page.keyboard.press("t");
	await page.keyboard.press("a");
	await page.getByTestId("view-agenda").waitFor();
	await event(page, "Lunch with Ana").click();
	await page.getByTestId("popover").waitFor();
	await page.keyboard.press("Escape");
	await page.keyboard.press("ArrowDown");
	const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
	assert.match(await focused(), /^Dentist, Mila/);
	await page.keyboard.press("n");
	await page.getByTestId("editor-title").waitFor();
});

const days = (page) => page.locator("[data-testid^='day-20']");
/** The first day on screen, once nothing slides any more, of so many. */
async function firstOf(page, count) {
	await page.waitForFunction((n) => document.querySelectorAll("[data-testid^='day-20']").length === n, count);
	return days(page).first().getAttribute("data-testid");
}

windowTest("the wheel and Shift+J go on by a day, in a month by a week", async (page) => {
	assert.equal(await firstOf(page, 7), "day-2026-11-23");
	const { x, y } = await at(page, "2026-11-25", 15);
	await page.mouse.move(x, y);
	await page.mouse.wheel(2 * 165, 0);
	await page.getByTestId("day-2026-12-01").waitFor();
	assert.equal(await firstOf(page, 7), "day-2026-11-25");
	await page.keyboard.press("Shift+K");
	await page.getByTestId("day-2026-11-24").waitFor();
	await page.keyboard.press("j");
	await page.getByTestId("day-2026-12-07").waitFor();
	assert.equal(await firstOf(page, 7), "day-2026-12-01");
	await page.keyboard.press("t");
	await page.keyboard.press("m");
	await page.getByTestId("view-month").waitFor();
	assert.equal(await firstOf(page, 42), "day-2026-10-26");
	await page.mouse.wheel(0, 135);
	await page.getByTestId("day-2026-12-13").waitFor();
	assert.equal(await firstOf(page, 42), "day-2026-11-02");
});

windowTest("days slide by the pixel under the wheel, and the nearest comes to rest", async (page) => {
	const left = () => page.getByTestId("day-2026-11-26").evaluate((e) => e.getBoundingClientRect().left);
	const { x, y } = await at(page, "2026-11-25", 15);
	const before = await left();
	await page.mouse.move(x, y);
	await page.mouse.wheel(40, 0);
	await page.waitForFunction((was) => {
		const now = document.querySelector("[data-testid='day-2026-11-26']").getBoundingClientRect().left;
		return Math.abs(was - now - 40) < 2;
	}, before);
	assert.equal(await days(page).count(), 8); // the one that is coming is drawn
	await page.waitForFunction(
		(was) => document.querySelector("[data-testid='day-2026-11-26']").getBoundingClientRect().left === was,
		before,
	);
	assert.equal(await firstOf(page, 7), "day-2026-11-23");
	await page.keyboard.press("j"); // a week slides in, and what was there slides out
	assert.ok((await days(page).count()) > 7);
	assert.equal(await firstOf(page, 7), "day-2026-11-30");
});

windowTest(
	"who wants no motion sees none: a step is there at once",
	async (page) => {
		await page.keyboard.press("j");
		await page.getByTestId("day-2026-12-06").waitFor();
		assert.equal(await days(page).count(), 7);
	},
	{ reducedMotion: "reduce" },
);

windowTest("the palette does what keys do, goes to a day, hides a calendar, finds events", async (page) => {
	const choose = async (text, title) => {
		await page.keyboard.press("Control+k");
		await page.getByTestId("search-input").waitFor();
		await page.keyboard.type(text);
		await page.getByRole("option", { name: title }).first().waitFor();
		await page.keyboard.press("Enter");
		await page.locator(".backdrop").waitFor({ state: "detached" });
	};
	await choose("agen", /^Agenda/);
	await page.getByTestId("view-agenda").waitFor();
	await choose("week", /^Week/);
	await choose("24 dec", /^Go to Thursday, December 24/);
	await page.getByTestId("day-2026-12-24").waitFor();
	await choose("today", /^Go to Tuesday, November 24/);
	await choose("team", /^Hide Team/);
	await page.waitForTimeout(200);
	assert.equal(await event(page, "Conference").count(), 0);
	await choose("budget", /^Budget workshop/);
	await page.getByTestId("popover").waitFor();
});

windowTest("the first chunk of script stays under 150 kB", async () => {
	const dist = new URL("../dist/", import.meta.url);
	const page = await readFile(new URL("index.html", dist), "utf8");
	const scripts = [...page.matchAll(/assets\/[^"]+\.js/g)].map(([name]) => name);
	const sizes = await Promise.all(scripts.map(async (name) => gzipSync(await readFile(new URL(name, dist))).length));
	const total = sizes.reduce((sum, size) => sum + size, 0);
	assert.ok(total > 0 && total < 150_000, `${total} bytes in ${scripts.length} files`);
});

windowTest("search goes to what it found", async (page) => {
	await page.keyboard.press("/");
	await page.keyboard.type("budget");
	await page.getByRole("option", { name: /Budget workshop/ }).waitFor();
	await page.keyboard.press("Enter");
	await page.getByTestId("popover").waitFor();
	assert.equal(await page.getByTestId("popover-title").inputValue(), "Budget workshop");
});

windowTest("hiding a calendar hides its events", async (page) => {
	await page.getByTestId("calendar-Team").getByText("Team").click();
	await page.waitForTimeout(200);
	assert.equal(await event(page, "Conference").count(), 0);
	await page.getByTestId("calendar-Team").getByText("Team").click();
	await event(page, "Conference").waitFor();
});

windowTest("the first start has a calendar, and connects an account", connecting, { query: { begin: "empty" } });
async function connecting(page) {
	assert.equal(await page.getByTestId("status").textContent(), "On this computer");
	await page.getByTestId("connect").click();
	await page.getByTestId("connect-address").fill("ada@home.example");
	await page.getByTestId("connect-password").fill("wrong");
	await page.getByTestId("connect-submit").click();
	await page.getByText("did not accept the user name and password").waitFor();
	await page.getByTestId("connect-password").fill("right");
	await page.getByTestId("connect-submit").click();
	await page.getByText("Connected: 2 calendars.").waitFor();
	await page.getByTestId("calendar-Home").waitFor();
}

windowTest("a lost password is asked for", asking, { query: { network: "signin" } });
async function asking(page) {
	assert.equal(await page.getByTestId("status").textContent(), "Needs a password");
	await page.getByTestId("status").click();
	await page.getByTestId("password").fill("right");
	await page.getByTestId("password-submit").click();
	await page.getByTestId("password-dialog").waitFor({ state: "detached" });
	assert.match(await page.getByTestId("status").textContent(), /^Synced/);
}

windowTest("offline, edits wait and the pill says so", offline, { query: { network: "down" } });
async function offline(page) {
	assert.equal(await page.getByTestId("status").textContent(), "Offline");
	await event(page, "Brunch").click();
	await page.keyboard.press("Escape");
	await page.keyboard.press("Alt+ArrowUp");
	await page.getByText("Offline · 1 change waiting").waitFor();
}

const views = { week: "w", month: "m", agenda: "a", year: "y", keys: "?", draft: "n" };
for (const [name, key] of Object.entries(views)) {
	for (const colorScheme of ["light", "dark"]) {
		const check = async (page) => {
			await page.keyboard.press(key);
			await page.waitForTimeout(400);
			assert.deepEqual(await findings(page), []);
		};
		windowTest(`${name} is accessible, ${colorScheme}`, check, { colorScheme, bypassCSP: true });
	}
}
