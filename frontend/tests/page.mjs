// A test of the built window: a page of its own over the fake, the events on it, and what axe finds there.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { openBrowser } from "./browser.mjs";

let browser;
before(async () => {
	browser = await openBrowser();
});
after(() => browser.close());

/** A test with a page of its own; it fails when the page reports an error. */
export function windowTest(name, run, options = {}) {
	test(name, async () => {
		const page = await browser.open({ viewport: { width: 1440, height: 900 }, ...options });
		try {
			await run(page);
			assert.deepEqual(page.problems, []);
		} finally {
			await page.context().close();
		}
	});
}

export const event = (page, name) => page.getByRole("button", { name: new RegExp(`^${name}`) }).first();
export const label = (page, name) => event(page, name).getAttribute("aria-label");

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds on a page opened with bypassCSP. An event's name says more than fits on it, in another order: hence without one rule. */
export async function findings(page) {
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() =>
		window.axe.run({ resultTypes: ["violations"], rules: { "label-content-name-mismatch": { enabled: false } } }),
	);
	return violations.flatMap(({ id, nodes }) =>
		nodes.slice(0, 3).map((n) => `${id}: ${n.html.slice(0, 160)} ${n.failureSummary}`),
	);
}
