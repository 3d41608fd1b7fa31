// Drives the built window in a browser: an event in a line of text, and what a change of a recurring event comes to.
import assert from "node:assert/strict";
import { event, findings, label, windowTest } from "./page.mjs";

async function say(page, text) {
	await page.keyboard.press("q");
	await page.getByTestId("quick-input").waitFor();
	await page.keyboard.type(text);
}

const focused = (page) => page.evaluate(() => document.activeElement?.dataset.testid ?? "");
const chips = (page) => page.getByTestId("chip").allTextContents();
const marks = (page) => page.locator(".sentence-marks mark").allTextContents();
const closed = (page) => page.getByTestId("quick").waitFor({ state: "detached" });

windowTest("a line of text becomes an event, and undo takes it back", async (page) => {
	await say(page, "Lunch with Jo tomorrow 12:30 for 1h @ Harbour /family !15m");
	await page.getByTestId("receipt").waitFor();
	assert.deepEqual(await marks(page), ["tomorrow", "12:30", "for 1h", "@ Harbour", "/family", "!15m"]);
	assert.deepEqual(await chips(page), ["Wed, November 25", "12:30", "1h", "Harbour", "Family", "15m before"]);
	assert.match(
		await page.getByTestId("receipt").textContent(),
		/Lunch with JoWed, Nov 25, 12:30 – 1:30\sPM · Harbour.*Family/,
	);
	await page.keyboard.press("Enter");
	await closed(page);
	assert.match(await label(page, "Lunch with Jo"), /Wednesday, November 25, 12:30 – 1:30\sPM, Family, Harbour/);
	assert.match(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), /^Lunch with Jo/);
	await page.getByTestId("toast").getByText("Undo").click();
	await event(page, "Lunch with Jo").waitFor({ state: "detached" });
});

windowTest("what can mean two things is asked, and never guessed", async (page) => {
	await say(page, "Dentist 10/11 14:00");
	await page.getByText("What does “10/11” mean?").waitFor();
	assert.deepEqual(await page.getByTestId("reading").allTextContents(), [
		"Alt 1Sun, October 11",
		"Alt 2Tue, November 10",
	]);
	assert.ok(await page.getByTestId("quick-save").isDisabled());
	await page.keyboard.press("Enter");
	assert.equal(await focused(page), "reading");
	await page.keyboard.press("2");
	await page.getByTestId("receipt").waitFor();
	assert.equal(await focused(page), "quick-input");
	assert.equal(await page.getByTestId("quick-input").inputValue(), "Dentist 2026-11-10 14:00");
	await page.keyboard.press("Enter");
	await closed(page);
	await page.getByTestId("day-2026-11-10").waitFor();
	assert.match(await label(page, "Dentist,"), /Tuesday, November 10, 2 – 3\sPM/);
});

windowTest("Alt and a number choose a meaning without leaving the line", async (page) => {
	await say(page, "Dentist 10/11 14:00");
	await page.getByTestId("reading").first().waitFor();
	await page.keyboard.press("Alt+1");
	await page.getByText("Sun, Oct 11").waitFor();
	assert.equal(await focused(page), "quick-input");
});

windowTest("what is missing or refused is said in a sentence", async (page) => {
	await say(page, "Call Mum");
	await page.getByText("Say when: tomorrow 13:00").waitFor();
	await page.keyboard.press("Enter");
	await page.getByTestId("quick").waitFor();
	await page.getByTestId("quick-input").fill("todo water plants tomorrow");
	await page.getByText("To-dos are kept but not made yet.").waitFor();
	await page.getByTestId("quick-input").fill("Lunch tomorrow /nowhere");
	await page.getByText('There is no calendar called "nowhere".').waitFor();
	await page.getByTestId("quick-input").fill("Lunch tomorrow /public");
	await page.getByText("Public holidays is read-only.").waitFor();
	await page.keyboard.press("Enter");
	await page.getByText("This calendar is read-only.").waitFor();
	assert.equal(await event(page, "Lunch,").count(), 0);
});

windowTest("arrows lead to the chips; a chip pressed is words of the title again", async (page) => {
	await say(page, "Film tomorrow wednesday 20:00");
	await page.getByTestId("receipt").waitFor();
	await page.keyboard.press("ArrowDown");
	assert.equal(await focused(page), "chip");
	await page.keyboard.press("ArrowRight");
	await page.keyboard.press("ArrowLeft");
	await page.keyboard.press("Enter");
	await page.getByTestId("receipt").getByText("Film tomorrow", { exact: true }).waitFor();
	assert.equal(await focused(page), "quick-input");
	assert.equal(await page.getByTestId("quick-input").inputValue(), 'Film "tomorrow" wednesday 20:00');
});

windowTest("Esc leaves a line, which is there again the next time", async (page) => {
	await page.getByTestId("quick-open").click();
	await page.keyboard.type("Tea friday 16:00");
	await page.keyboard.press("Escape");
	await closed(page);
	assert.equal(await event(page, "Tea").count(), 0);
	await page.keyboard.press("q");
	await page.getByTestId("receipt").waitFor();
	await page.keyboard.press("Enter");
	await event(page, "Tea").waitFor();
	await page.keyboard.press("q");
	assert.equal(await page.getByTestId("quick-input").inputValue(), "");
});

windowTest("what is understood is read out when one pauses", async (page) => {
	await say(page, "Lunch tomorrow 12:30");
	await page.waitForFunction(() =>
		document.querySelector("[data-testid=quick-spoken]")?.textContent?.startsWith("Lunch, Wed, Nov 25, 12:30"),
	);
	await page.getByTestId("quick-input").fill("Lunch 10/11 12:30");
	await page.waitForFunction(() =>
		document.querySelector("[data-testid=quick-spoken]")?.textContent?.startsWith("In doubt."),
	);
});

windowTest("its marks lie behind their words, also where the line is longer than the field", async (page) => {
	await say(page, "A long line about the sailing club that goes on and on for ever tomorrow 13:00 @ Harbour /work");
	await page.getByTestId("receipt").waitFor();
	const [field, marked] = await page.evaluate(() => {
		const { scrollLeft, scrollWidth } = document.querySelector("[data-testid=quick-input]");
		const marks = document.querySelector(".sentence-marks");
		return [
			{ scrollLeft, scrollWidth },
			{ scrollLeft: marks.scrollLeft, scrollWidth: marks.scrollWidth },
		];
	});
	assert.ok(field.scrollLeft > 0);
	assert.ok(Math.abs(field.scrollLeft - marked.scrollLeft) <= 2, JSON.stringify([field, marked]));
});

async function ask(page, name, key) {
	await event(page, name).click();
	await page.keyboard.press("Escape");
	await page.keyboard.press(key);
	await page.getByTestId("scope").waitFor();
}

const counts = (page, pattern) => page.locator(".outlook-counts").filter({ hasText: pattern }).waitFor();

windowTest("a change of a recurring event says what each answer comes to, and shows it", async (page) => {
	await ask(page, "Swimming", "Alt+ArrowUp");
	await counts(page, /^1 moves, 104 stay\.$/);
	assert.match(await page.getByTestId("outlook").textContent(), /Mon, Nov 23, 6:30 – 7:30\sPM becomes 6:15 – 7:15\sPM/);
	const swims = page.locator("main [data-key^='t4/']");
	const times = () => swims.evaluateAll((all) => all.map((e) => /[\d:]+ – [\d:]+/.exec(e.textContent)[0]));
	assert.deepEqual(await times(), ["6:15 – 7:15", "6:30 – 7:30"]);
	await page.keyboard.press("Tab");
	await page.keyboard.press("Tab");
	await counts(page, /^105 move\.$/);
	await page.getByText("and 102 more").waitFor();
	assert.deepEqual(await times(), ["6:15 – 7:15", "6:15 – 7:15"]);
	await page.keyboard.press("Escape");
	await page.getByTestId("scope").waitFor({ state: "detached" });
	assert.deepEqual(await times(), ["6:30 – 7:30", "6:30 – 7:30"]);
});

windowTest("a deletion says how many go, and hides them behind the question only", async (page) => {
	await ask(page, "Swimming", "Delete");
	await counts(page, /^1 is deleted, 104 stay\.$/);
	await page.getByTestId("scope-all").hover();
	await counts(page, /^105 are deleted\.$/);
	assert.equal(await event(page, "Swimming").count(), 0);
	await page.getByTestId("scope-cancel").click();
	await event(page, "Swimming").waitFor();
});

windowTest("the rule editor says its rule in words, and the next dates of it", async (page) => {
	await event(page, "Architecture circle").dblclick();
	const dates = page.getByTestId("next-dates");
	await dates.getByText("Every 2 weeks").waitFor();
	await dates.getByText("Tue, Nov 24 · Tue, Dec 8 · Tue, Dec 22 · Tue, Jan 5, 2027 …").waitFor();
	await page.getByRole("button", { name: "Friday", exact: true }).click();
	await dates.getByText("Tue, Nov 24 · Fri, Nov 27 · Tue, Dec 8 · Fri, Dec 11 …").waitFor();
	await page.getByTestId("repeat").click();
	await page.getByRole("option", { name: "Does not repeat" }).click();
	await dates.waitFor({ state: "detached" });
});

windowTest("how to join from afar is shown with its host, and opened outside", async (page) => {
	await event(page, "Customer call").click();
	const join = page.getByRole("button", { name: /Join at meet\.example/ });
	await join.waitFor();
	await page.getByText("By phone: tel:+351-21-000-0000").waitFor();
	const [opened] = await Promise.all([page.context().waitForEvent("page"), join.click()]);
	assert.ok(opened);
});

const screens = {
	"the line": (page) =>
		say(page, "Lunch tomorrow 12:30 @ Harbour /family !15m every week with ann@home.example // note"),
	"its doubts": (page) => say(page, "Dentist 10/11 14:00"),
	"its sentence of what is missing": (page) => say(page, "Call Mum"),
	"the empty line": (page) => say(page, ""),
	"the scope question": (page) => ask(page, "Swimming", "Alt+ArrowUp"),
	"the scope of a deletion": (page) => ask(page, "Swimming", "Delete"),
	"the rule editor": (page) => event(page, "Architecture circle").dblclick(),
	"the link to join": (page) => event(page, "Customer call").click(),
};
for (const [name, open] of Object.entries(screens)) {
	for (const colorScheme of ["light", "dark"]) {
		const check = async (page) => {
			await open(page);
			await page.waitForTimeout(500);
			assert.deepEqual(await findings(page), []);
		};
		windowTest(`${name} is accessible, ${colorScheme}`, check, { colorScheme, bypassCSP: true });
	}
}
