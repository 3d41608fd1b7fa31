// Drives the development build in a real browser: its window, its Go methods, its store, and a real CalDAV server.
// build/test/e2e starts all of them and says where they are; E2E_FLOWS=connecting,held tries only some.
import { launch } from "./chromium.mjs";
import { alone } from "./e2e/alone.mjs";
import { Between } from "./e2e/between.mjs";
import { conflict } from "./e2e/conflict.mjs";
import { connecting } from "./e2e/connecting.mjs";
import { editing } from "./e2e/editing.mjs";
import { Hands } from "./e2e/hands.mjs";
import { held } from "./e2e/held.mjs";
import { history } from "./e2e/history.mjs";
import { keys } from "./e2e/keys.mjs";
import { network } from "./e2e/network.mjs";
import { quick } from "./e2e/quick.mjs";
import { receipts } from "./e2e/receipts.mjs";
import { recurring } from "./e2e/recurring.mjs";
import { Server } from "./e2e/server.mjs";
import { settings } from "./e2e/settings.mjs";
import { Steps } from "./e2e/steps.mjs";

const { E2E_WINDOW, E2E_URL, E2E_USER, E2E_PASSWORD, E2E_PICTURES, E2E_FLOWS } = process.env;
const all = {
	alone,
	connecting,
	editing,
	quick,
	recurring,
	history,
	receipts,
	conflict,
	held,
	network,
	keys,
	settings,
};
const wanted = E2E_FLOWS?.split(",") ?? Object.keys(all);
const flows = Object.entries(all).filter(([name]) => wanted.includes(name));

const browser = await launch();
const context = await browser.newContext({
	locale: "en-US",
	timezoneId: "Europe/Berlin",
	reducedMotion: "reduce", // so that days are where they will be as soon as they are there
	viewport: { width: 1440, height: 900 },
});
const page = await context.newPage();
page.setDefaultTimeout(30_000);
const problems = [];
/** Errors of the script that the development build of Wails puts before the page, which the program's window lacks. */
const foreign = (stack) => /^\s*at .*\/wails\/ipc\.js/m.test(stack) && !/\/assets\//.test(stack);
page.on("pageerror", ({ stack, message }) => foreign(stack ?? "") || problems.push(stack ?? message));
/** A past of which nothing is known is refused; the browser tells of every refusal. */
const refused = (message) => /\/api\/agenda\?.*asOf=/.test(message.location().url) && /\b400\b/.test(message.text());
page.on("console", (message) => message.type() === "error" && !refused(message) && problems.push(message.text()));

const hands = new Hands(page);
const server = new Server(E2E_URL, E2E_USER, E2E_PASSWORD);
const between = new Between(E2E_URL);
const address = await between.open();
const open = () => hands.open(E2E_WINDOW);
const steps = new Steps(page, E2E_PICTURES, open);
const began = Date.now();
try {
	await open();
	for (const [name, flow] of flows) {
		console.log(`\n${name}`);
		for (const [what, run] of Object.entries(flow))
			await steps.step(what, () => run({ page, hands, server, between, address, open }));
	}
	console.log();
	await steps.step("the window reported no error", () => {
		if (problems.length > 0) throw new Error(problems.join("\n"));
	});
} finally {
	await browser.close();
	between.close();
}
console.log(
	`\n${steps.failed === 0 ? "all well" : `${steps.failed} FAILED`} after ${Math.round((Date.now() - began) / 1000)} s`,
);
process.exitCode = steps.failed === 0 ? 0 : 1;
