// Drives the built window in a browser: title and status are whole, whatever they say and however wide the window is.
import assert from "node:assert/strict";
import { windowTest } from "./page.mjs";

const long = "a-name-that-somebody-gave-to-an-account";

/** How the accounts are, what is undecided, and the whole sentence of it. */
const standings = [
	[{}, "", /^Synced \d+ min ago$/],
	[{ lastSync: "2025-09-30T08:19:00Z" }, "", /^Synced 365 days ago$/],
	[{ error: "One event cannot be read." }, "", /^Synced .* · with a problem$/],
	[{ lastSync: "" }, "", /^Not synced yet$/],
	[{ pending: 62 }, "", /^124 changes waiting$/],
	[{ pending: 62, error: "Not accepted." }, "", /^Not accepted · 124 changes waiting$/],
	[{ phase: "offline" }, "", /^Offline$/],
	[{ phase: "offline", pending: 62 }, "", /^Offline · 124 changes waiting$/],
	[{ phase: "offline", errorCode: "try_later", pending: 62 }, "", /^Server asks to wait · 124 changes waiting$/],
	[{ phase: "signin", errorCode: "sign_in", pending: 62 }, "", /^Needs a password · 124 changes waiting$/],
	[{ phase: "signin", errorCode: "locked", pending: 62 }, "", /^Password is locked · 124 changes waiting$/],
	[{ phase: "failed", pending: 62, name: long }, "", /^Cannot sync a-name.* · 124 changes waiting$/],
	[{ phase: "keyring", pending: 62 }, "", /^Waiting for the keyring · 124 changes waiting$/],
	[{ phase: "syncing", done: 6_000, total: 6_172 }, "", /^Syncing 12,000 of 12,344$/],
	[{}, "held,conflict", /^Family is held back · 2 conflicts$/],
	[{ pending: 62 }, "held,conflict", /^Family is held back · 2 conflicts · 124 changes waiting$/],
	[{ pending: 62 }, "conflict", /^2 conflicts · 124 changes waiting$/],
];

/** What of the header is cut off, or lies over something else. */
function cut() {
	const [header] = document.getElementsByClassName("header");
	const parts = [...header.querySelectorAll("h1, .pill, .pill .button, .segmented, .segment")];
	const found = parts.filter(
		(e) => e.scrollWidth > e.clientWidth + (getComputedStyle(e).display === "inline" ? 1e4 : 0),
	);
	const edges = [...header.children].map((e) => e.getBoundingClientRect());
	const over = edges.some((e, i) => i > 0 && e.left < edges[i - 1].right - 1);
	const out = header.scrollWidth > header.clientWidth;
	return [...found.map((e) => e.className || e.tagName), ...(over ? ["overlap"] : []), ...(out ? ["header"] : [])];
}

/** What is seen of the status: its words, or those that stand for them. */
function seen() {
	const [pill] = document.getElementsByClassName("pill");
	const all = [...pill.querySelectorAll(".button > span")];
	const shown = all.filter((e) => e.getBoundingClientRect().width > 1);
	return shown.map((e) => e.textContent || e.dataset.text).join("|");
}

for (const [accounts, trouble, sentence] of standings) {
	windowTest(
		`title and status are whole: ${sentence.source}`,
		async (page) => {
			const status = page.getByTestId("status");
			assert.match(await status.getAttribute("aria-label"), sentence);
			assert.match(await status.textContent(), sentence);
			for (const [width, colorScheme] of [1440, 1280, 900].flatMap((w) => ["light", "dark"].map((c) => [w, c]))) {
				await page.setViewportSize({ width, height: 800 });
				await page.emulateMedia({ colorScheme });
				for (const view of colorScheme === "light" ? ["w", "m", "d", "y", "a", "4"] : ["w"]) {
					await page.keyboard.press(view);
					assert.deepEqual(await page.evaluate(cut), [], `${view} at ${width}: ${await page.evaluate(seen)}`);
				}
				const words = await page.evaluate(seen);
				if (width > 900) assert.ok(words.length >= 7 && !words.includes("|") && words.length <= 36, words);
				else assert.match(words, /^\d*$/);
			}
		},
		{ query: { accounts: JSON.stringify(accounts), trouble, now: "2026-09-30T10:20:00+02:00" } },
	);
}
