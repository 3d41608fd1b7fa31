// Takes pictures of the window: `npm run screens -- DIR [name…]`. They are looked at by people.
import { mkdir } from "node:fs/promises";
import { openBrowser } from "./browser.mjs";

const [dir = "screens", ...wanted] = process.argv.slice(2);
const large = { width: 1440, height: 900 };
const small = { width: 900, height: 600 };

const event = (page, name) => page.getByRole("button", { name: new RegExp(`^${name},`) }).first();

/** What to do before the picture, and over which fake. */
const scenes = {
	week: {},
	month: { act: (page) => page.keyboard.press("m") },
	days: { act: (page) => page.keyboard.press("3") },
	agenda: { act: (page) => page.keyboard.press("a") },
	year: { act: (page) => page.keyboard.press("y") },
	day: { act: (page) => page.keyboard.press("d") },
	popover: { act: (page) => event(page, "Lunch with Ana").click() },
	draft: {
		act: async (page) => {
			const box = await page.getByTestId("day-2026-11-26").boundingBox();
			await page.mouse.dblclick(box.x + 40, 560);
			await page.keyboard.type("Coffee with Ada");
		},
	},
	several: {
		act: async (page) => {
			for (const name of ["Bake cookies", "Retrospective", "Write decision record"])
				await event(page, name).click({ modifiers: ["Control"] });
			await page.getByTestId("selection-bar").waitFor();
		},
	},
	zones: {
		act: async (page) => {
			await page.keyboard.press("Control+,");
			for (const zone of ["New York", "Tokyo"]) {
				await page.getByText("Add a zone beside the hours").click();
				await page.getByTestId("settings").getByTestId("time-zone-input").fill(zone);
				await page.getByRole("option", { name: new RegExp(zone) }).click();
			}
			await page.getByRole("button", { name: "Done" }).click();
		},
	},
	goto: { act: (page) => page.keyboard.press("g") },
	editor: { act: (page) => event(page, "Architecture circle").dblclick() },
	scope: {
		act: async (page) => {
			await event(page, "Choir").click();
			await page.keyboard.press("Escape");
			await page.keyboard.press("Delete");
		},
	},
	scopeAll: {
		act: async (page) => {
			await event(page, "Swimming").click();
			await page.keyboard.press("Escape");
			await page.keyboard.press("Alt+ArrowUp");
			await page.getByTestId("scope-all").focus();
		},
	},
	quick: {
		act: async (page) => {
			await page.keyboard.press("q");
			await page.keyboard.type("Lunch with Ana tomorrow 13:00 for 1h @ Café Anna /family !15m");
		},
	},
	doubt: {
		act: async (page) => {
			await page.keyboard.press("q");
			await page.keyboard.type("Dentist 10/11 14:00");
		},
	},
	join: { act: (page) => event(page, "Customer call: Lisbon").click() },
	connect: { act: (page) => page.getByTestId("connect").click() },
	refused: {
		act: async (page) => {
			await page.getByTestId("connect").click();
			await page.getByTestId("connect-address").fill("http://home.example/nokeyring");
			await page.getByTestId("connect-password").fill("secret");
			await page.getByText("Send my password").click();
			await page.getByTestId("connect-submit").click();
		},
	},
	first: { query: { begin: "empty" } },
	offline: {
		query: { network: "down" },
		act: async (page) => {
			await event(page, "Late film").click();
			await page.keyboard.press("Escape");
			await page.keyboard.press("Alt+ArrowUp");
		},
	},
	sync: { query: { network: "signin" }, act: (page) => page.evaluate(() => {}) },
	search: {
		act: async (page) => {
			await page.keyboard.press("/");
			await page.keyboard.type("re");
		},
	},
	palette: {
		act: async (page) => {
			await page.keyboard.press("Control+k");
			await page.keyboard.type("we");
		},
	},
	history: { act: (page) => page.keyboard.press("h") },
	event: {
		act: async (page) => {
			await event(page, "Lunch with Ana").click();
			await page.getByTestId("popover-history").click();
			await page.getByTestId("why").first().click();
		},
	},
	record: {
		act: async (page) => {
			await page.keyboard.press("h");
			await page.getByRole("radio", { name: "Syncs" }).click();
			await page.getByTestId("session").nth(1).getByRole("button").first().click();
		},
	},
	past: {
		act: async (page) => {
			await page.keyboard.press("h");
			await page.getByTestId("travel").click();
		},
	},
	conflict: {
		query: { trouble: "conflict" },
		act: async (page) => {
			await page.getByTestId("conflict-open").click();
			await page.getByTestId("choose-ours-location").click();
		},
	},
	held: { query: { trouble: "held,conflict,syncing" } },
	syncing: {
		query: { trouble: "syncing" },
		act: (page) => page.getByTestId("status").click(),
	},
	plan: {
		query: { trouble: "held" },
		act: async (page) => {
			await page.getByTestId("status").click();
			await page.getByTestId("sync-preview").click();
		},
	},
	settings: { act: (page) => page.getByTestId("settings-open").click() },
	conflictEvent: {
		query: { trouble: "held,conflict" },
		act: async (page) => {
			await page.keyboard.press("j");
			await event(page, "Budget workshop").click();
		},
	},
	heldEvent: {
		query: { trouble: "held" },
		act: async (page) => {
			await event(page, "Dentist, Mila").click();
		},
	},
	receipt: {
		act: async (page) => {
			await page.keyboard.press("j");
			await event(page, "Offsite planning").click();
		},
	},
	keys: { act: (page) => page.keyboard.press("?") },
};

await mkdir(dir, { recursive: true });
const browser = await openBrowser();
try {
	for (const [name, { query, act }] of Object.entries(scenes)) {
		if (wanted.length > 0 && !wanted.includes(name)) continue;
		for (const [size, viewport] of Object.entries({ large, small })) {
			for (const colorScheme of ["light", "dark"]) {
				if (size === "small" && colorScheme === "dark" && !["week", "month"].includes(name)) continue;
				const page = await browser.open({ viewport, colorScheme, query });
				await act?.(page);
				await page.waitForTimeout(1200);
				await page.screenshot({ path: `${dir}/${name}-${size}-${colorScheme}.png` });
				for (const problem of page.problems) console.error(`${name} ${size} ${colorScheme}: ${problem}`);
				await page.context().close();
			}
		}
	}
} finally {
	await browser.close();
}
