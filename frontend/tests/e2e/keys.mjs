// The keyboard, and what a screen reader finds.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { eventually } from "./steps.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Fails for what axe calls serious or critical. It is put into the page past the policy that keeps other scripts out.
 * An event's name says more than fits on it, in another order: hence without label-content-name-mismatch.
 */
async function accessible(page) {
	const devtools = await page.context().newCDPSession(page);
	await devtools.send("Runtime.evaluate", { expression: axe });
	const expression = `axe
		.run({ resultTypes: ["violations"], rules: { "label-content-name-mismatch": { enabled: false } } })
		.then(({ violations }) => JSON.stringify(violations))`;
	const { result } = await devtools.send("Runtime.evaluate", { expression, awaitPromise: true });
	await devtools.detach();
	const grave = JSON.parse(result.value).filter(({ impact }) => ["serious", "critical"].includes(impact));
	const told = ({ id, nodes }) =>
		`${id}: ${nodes.map((n) => `${n.html.slice(0, 200)} ${n.failureSummary}`).join("\n")}`;
	assert.deepEqual(grave.map(told), []);
}

const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");

export const keys = {
	"T, J and K go through the weeks": async ({ page, hands }) => {
		const title = () => page.getByTestId("title").textContent();
		await page.keyboard.press("t");
		await page.getByTestId("now-line").waitFor();
		const present = await title();
		await page.keyboard.press("j");
		await page.getByTestId("now-line").waitFor({ state: "detached" });
		assert.notEqual(await title(), present);
		await page.keyboard.press("k");
		await page.getByTestId("now-line").waitFor();
		assert.equal(await title(), present);
		await hands.nextWeek();
	},

	"M, D and W change the view": async ({ page }) => {
		for (const [key, view] of Object.entries({ m: "month", d: "day", w: "week" })) {
			await page.keyboard.press(key);
			await page.getByTestId(`view-${view}`).waitFor();
		}
	},

	"N begins an event, Esc lets it go": async ({ page }) => {
		await page.keyboard.press("n");
		await page.getByTestId("draft-title").waitFor();
		await page.keyboard.press("Escape");
		await page.getByTestId("draft").waitFor({ state: "detached" });
	},

	"arrows walk the events, Enter opens one, Esc closes it": async ({ page, hands }) => {
		await hands.nextWeek();
		await hands.select(hands.event("Planning"));
		await page.keyboard.press("ArrowDown");
		await eventually(async () => assert.match(await focused(page), /^Written on a train,/));
		await page.keyboard.press("ArrowRight");
		await eventually(async () => assert.match(await focused(page), /, Tuesday,/));
		await page.keyboard.press("ArrowLeft");
		await eventually(async () => assert.match(await focused(page), /, Monday,/));
		await page.keyboard.press("Enter");
		await page.getByTestId("editor-title").waitFor();
		await page.keyboard.press("Escape");
		await page.getByTestId("editor").waitFor({ state: "detached" });
	},

	"Alt and an arrow move it, Del deletes it": async ({ page, hands }) => {
		await hands.select(hands.event("Written on a train"));
		await page.keyboard.press("Alt+ArrowDown");
		await hands.reads(hands.event("Written on a train"), /1:15 – 2:15\sPM/);
		await page.keyboard.press("Delete");
		await hands.gone(hands.event("Written on a train"));
	},

	"the week is accessible": async ({ page, hands }) => {
		await hands.nextWeek();
		await accessible(page);
	},

	"the month is accessible": async ({ page }) => {
		await page.keyboard.press("m");
		await page.getByTestId("view-month").waitFor();
		await accessible(page);
	},
};
