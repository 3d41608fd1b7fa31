// Runs named steps one after the other. A step that fails leaves a picture and does not keep the next from being tried.
import { setTimeout as delay } from "node:timers/promises";

/** How long anything may take on a busy computer, in ms. */
export const PATIENCE = 60_000;

export class Steps {
	failed = 0;
	#page;
	#pictures;
	#recover;

	/** recover brings the window back to where a step begins, after one that failed. */
	constructor(page, pictures, recover) {
		this.#page = page;
		this.#pictures = pictures;
		this.#recover = recover;
	}

	async step(name, run) {
		const began = Date.now();
		const told = (word) => console.log(`${word.padEnd(6)} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
		try {
			await run();
			told("ok");
		} catch (thrown) {
			this.failed++;
			told("FAILED");
			console.log(String(thrown.stack ?? thrown).replace(/^/gm, "       "));
			const path = `${this.#pictures}/${name.replace(/\W+/g, "-")}.png`;
			await this.#page.screenshot({ path }).catch(() => {});
			await this.#recover().catch(() => {});
		}
	}
}

/** Answers what check answers, as soon as it no longer throws. */
export async function eventually(check, patience = PATIENCE) {
	const end = Date.now() + patience;
	for (;;) {
		try {
			return await check();
		} catch (thrown) {
			if (Date.now() > end) throw thrown;
		}
		await delay(200);
	}
}
