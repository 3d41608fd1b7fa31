// Opens the built window in Debian's chromium, over the fake: shared by the screenshots and the tests that need a browser.
import { preview } from "vite";
import { launch } from "./chromium.mjs";

/** A Tuesday morning, so that the sample has a past and a future. */
export const NOW = "2026-11-24T10:20:00+01:00";

/** Serves dist/ on a free port of this computer and opens a browser. Close both with close(). */
export async function openBrowser() {
	const server = await preview({ preview: { host: "127.0.0.1", port: 0, open: false }, logLevel: "error" });
	const { port } = server.httpServer.address();
	const browser = await launch();
	return {
		/** A page over the fake. options go to the browser context, query to the fake. */
		async open({ query = {}, ...options } = {}) {
			const context = await browser.newContext({ locale: "en-US", timezoneId: "Europe/Berlin", ...options });
			const page = await context.newPage();
			page.setDefaultTimeout(10_000);
			const problems = [];
			page.on("pageerror", (error) => problems.push(error.message));
			page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
			const address = new URLSearchParams({ now: NOW, zone: "Europe/Berlin", delay: "0", ...query });
			await page.goto(`http://127.0.0.1:${port}/?${address}`);
			await page.getByTestId("title").waitFor();
			await page.waitForTimeout(500);
			return Object.assign(page, { problems });
		},
		async close() {
			await browser.close();
			await new Promise((resolve) => server.httpServer.close(resolve));
		},
	};
}
