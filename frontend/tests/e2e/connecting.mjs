// Connecting an account: what goes wrong has a sentence, and the password goes to the keyring only.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { eventText } from "./server.mjs";
import { eventually, PATIENCE } from "./steps.mjs";

const { E2E_USER, E2E_PASSWORD, E2E_HOME } = process.env;

/** A web server that has never heard of calendars. */
async function webSite() {
	const site = createServer((_, response) => {
		response.writeHead(200, { "Content-Type": "text/html" });
		response.end("<!doctype html><title>Welcome</title><h1>It works!</h1>");
	});
	await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
	return {
		url: `http://127.0.0.1:${site.address().port}/`,
		close: () => new Promise((resolve) => site.close(resolve)),
	};
}

async function attempt(page, address, password) {
	if ((await page.getByTestId("connect-dialog").count()) === 0) await page.getByTestId("connect").click();
	await page.getByTestId("connect-address").fill(address);
	await page.getByTestId("connect-user").fill(E2E_USER);
	await page.getByTestId("connect-password").fill(password);
	await page.getByTestId("connect-submit").click();
}

async function refused(page, code, sentence) {
	const failure = page.getByTestId("connect-failure");
	await failure.waitFor({ timeout: PATIENCE });
	assert.match(await failure.getAttribute("data-code"), code);
	assert.match(await failure.textContent(), sentence);
}

export const connecting = {
	"a wrong password is told as such": async ({ page, address }) => {
		await attempt(page, address, "not-the-password");
		await refused(page, /sign_in/, /did not accept the user name and password/);
	},

	"so is a server that is not there": async ({ page }) => {
		const site = await webSite();
		await site.close(); // nobody listens on its port now
		await attempt(page, site.url, E2E_PASSWORD);
		await refused(page, /offline/, /cannot be reached/);
	},

	"so is a web page": async ({ page }) => {
		const site = await webSite();
		try {
			await attempt(page, site.url, E2E_PASSWORD);
			await refused(page, /no_server|protocol/, /calendar server/);
		} finally {
			await site.close();
		}
	},

	"the right password brings the calendars and their events": async ({ page, hands, server, address }) => {
		await server.makeCalendar("work/", "Work", "#3B6FD4");
		await server.makeCalendar("choir/", "Choir", "#D4583B");
		await server.put("choir/concert.ics", eventText("concert", "Concert", hands.days[4], "19:00", "X-SEATS:4"));
		await attempt(page, address, E2E_PASSWORD);
		await page.getByText("Connected: 2 calendars.").waitFor({ timeout: PATIENCE });
		await page.getByTestId("calendar-Work").waitFor();
		await page.getByTestId("calendar-Choir").waitFor();
		await hands.standing("synced");
		await hands.reads(hands.event("Concert"), /Friday, .*, 7 – 8\sPM, Choir/);
	},

	"the password is in the keyring": async () => {
		const { stdout } = await promisify(execFile)("secret-tool", ["search", "--all", "service", "calends"]);
		assert.match(stdout, new RegExp(`^secret = ${E2E_PASSWORD}$`, "m"));
	},

	"and in no file": async () => {
		const files = await readdir(E2E_HOME, { recursive: true, withFileTypes: true });
		let read = 0;
		for (const file of files.filter((f) => f.isFile())) {
			const path = join(file.parentPath, file.name);
			if (/^(radicale|server)\b/.test(relative(E2E_HOME, path))) continue; // they are the test's
			const text = await readFile(path).catch((err) => {
				if (err.code !== "ENOENT") throw err;
				return ""; // gone since it was listed: a cache at work
			});
			assert.ok(!text.includes(E2E_PASSWORD), `${path} has the password`);
			read++;
		}
		assert.ok(read > 0);
	},

	"new events go to the calendar that is chosen for them": async ({ page, hands, server }) => {
		await page.getByRole("button", { name: "Options of Work" }).click();
		await page.getByRole("menuitem", { name: "New events go here" }).click();
		await hands.draw(0, 9, 10, "Planning");
		await hands.reads(hands.event("Planning"), /Work/);
		await eventually(() => server.only("work/", /SUMMARY:Planning/));
	},
};
