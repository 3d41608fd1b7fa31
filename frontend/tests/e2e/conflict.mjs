// An event changed here and elsewhere at once: a card, and both values kept until the person chooses.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { onServer } from "./editing.mjs";
import { eventText } from "./server.mjs";
import { eventually, PATIENCE } from "./steps.mjs";

const { E2E_HOME, E2E_SERVER_START, E2E_SERVER_STOP } = process.env;
const run = async (command) => promisify(execFile)("/bin/sh", ["-c", command]);
const SUNDAY = 6;

/** Changes an object in the server's own files, as another device would have before the server comes back. */
async function onDisk(name, change) {
	const files = await readdir(E2E_HOME, { recursive: true, withFileTypes: true });
	const found = files.find((f) => f.isFile() && f.name === name && !f.parentPath.includes(".Radicale.cache"));
	assert.ok(found, `the server has no file ${name}`);
	const path = join(found.parentPath, found.name);
	await writeFile(path, change(await readFile(path, "utf8")));
}

export const conflict = {
	"a title is changed in two places while they cannot talk": async ({ page, hands, server }) => {
		const more = ["LOCATION:Hall", "DESCRIPTION:Bring shoes"];
		await server.put("work/match.ics", eventText("match", "Match", hands.days[SUNDAY], "11:00", ...more));
		await page.keyboard.press("r");
		await hands.event("Match").waitFor();
		await hands.standing("synced");
		await run(E2E_SERVER_STOP);
		await hands.retitle(hands.event("Match"), "Semi-final");
		await hands.event("Semi-final").waitFor();
		await hands.closePopover();
		await onDisk("match.ics", (text) =>
			text.replace("SUMMARY:Match", "SUMMARY:Quarter-final").replace("Hall", "Arena"),
		);
		await run(E2E_SERVER_START);
	},

	"the window says so, and theirs is shown": async ({ page, hands }) => {
		await page.getByTestId("conflict-bar").waitFor({ timeout: 2 * PATIENCE });
		await hands.event("Quarter-final").waitFor();
		await hands.standing("conflict", /^1 conflict$/, 2 * PATIENCE);
		await hands.reads(hands.event("Quarter-final"), /changed in two places/);
	},

	"the card has both, and mine is taken": async ({ page, hands, server }) => {
		await hands.event("Quarter-final").click();
		await page.getByTestId("standing").getByRole("button", { name: "Compare" }).click();
		const card = await page.getByTestId("choice").textContent();
		for (const title of ["Match", "Semi-final", "Quarter-final"]) assert.ok(card.includes(title), card);
		await page.getByTestId("take-ours").click();
		await page.getByTestId("conflict-bar").waitFor({ state: "detached" });
		await hands.standing("synced", /^Synced/);
		await hands.event("Semi-final").waitFor();
		const text = await onServer(server, "work/", "Semi-final", "LOCATION:Arena");
		await eventually(async () => assert.deepEqual(await server.texts("work/", /SUMMARY:Quarter-final/), []));
		assert.match(text, /DESCRIPTION:Bring shoes/);
	},
};
