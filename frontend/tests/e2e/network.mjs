// The acceptance line: with the server away everything can be seen and edited, and once it is back the edits arrive
// without anyone asking.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { onServer, stamp } from "./editing.mjs";
import { eventually, PATIENCE } from "./steps.mjs";

const run = async (command) => promisify(execFile)("/bin/sh", ["-c", command]);

export const network = {
	"with the server away, the window says so": async ({ hands }) => {
		await hands.standing("synced");
		await run(process.env.E2E_SERVER_STOP);
		await hands.draw(0, 13, 14, "Written on a train");
		await hands.standing("offline", /Offline · 1 change waiting/);
	},

	"everything can be edited": async ({ page, hands }) => {
		await hands.move(hands.event("Design review"), 1, 1);
		await hands.reads(hands.event("Design review"), /Wednesday, .*, 2 – 3:30\sPM.*not on the server yet/);
		await hands.retitle(hands.event("Dress rehearsal"), "Last rehearsal");
		await hands.event("Last rehearsal").waitFor();
		await hands.closePopover();
		await hands.select(hands.event("Concert"));
		await page.keyboard.press("Delete");
		await hands.gone(hands.event("Concert"));
		await hands.standing("offline", /Offline · 4 changes waiting/);
	},

	"and seen, also when the window is opened anew": async ({ page, hands, open }) => {
		await open();
		await hands.reads(hands.event("Design review"), /Wednesday, .*, 2 – 3:30\sPM/);
		for (const title of ["Written on a train", "Last rehearsal", "Planning", "Breakfast"])
			await hands.event(title).waitFor();
		assert.equal(await hands.event("Concert").count(), 0);
		await page.keyboard.press("m");
		await page.getByTestId("view-month").waitFor();
		await page.keyboard.press("w");
		await hands.standing("offline", /4 changes waiting/);
	},

	"with the server back, the edits arrive by themselves": async ({ hands, server }) => {
		await run(process.env.E2E_SERVER_START);
		await hands.standing("synced", /Synced/, 2 * PATIENCE);
		await onServer(server, "work/", "Written on a train");
		await onServer(server, "work/", "Design review", `DTSTART;TZID=Europe/Berlin:${stamp(hands, 2, "1400")}`);
		await onServer(server, "choir/", "Last rehearsal", "LOCATION:Church");
		await eventually(async () => assert.deepEqual(await server.texts("choir/", /SUMMARY:Concert/), []));
		await hands.nextWeek();
		await hands.reads(hands.event("Written on a train"), /Work$/);
	},

	"a password that is no longer right is asked for": async ({ page, hands }) => {
		await run(process.env.E2E_SERVER_STOP);
		await run(`CALDAV_PASSWORD=changed-meanwhile ${process.env.E2E_SERVER_START}`);
		await page.evaluate(() => window.dispatchEvent(new Event("focus")));
		await hands.standing("signin", /Needs a password/);
		await page.getByTestId("status").click();
		await page.getByTestId("password").fill("changed-meanwhile");
		await page.getByTestId("password-submit").click();
		await page.getByTestId("password-dialog").waitFor({ state: "detached" });
		await hands.standing("synced");
	},
};
