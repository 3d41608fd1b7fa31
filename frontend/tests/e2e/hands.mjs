// What a person does in the window: looks for an event, drags, writes, answers.
import assert from "node:assert/strict";
import { eventually, PATIENCE } from "./steps.mjs";

/** How tall an edge that resizes is at most, in px. */
const EDGE = 3;

export class Hands {
	/** The days on screen in the week that is worked in, as "2026-11-24". */
	days = [];

	constructor(page) {
		this.page = page;
	}

	/** Opens the window, anew if it is open, on the week after this one. */
	async open(address) {
		await this.page.goto(address);
		await this.page.getByTestId("title").waitFor({ timeout: PATIENCE });
		await this.nextWeek();
	}

	async nextWeek() {
		const columns = this.page.locator("[data-testid^='day-20']");
		await this.page.keyboard.press("w");
		await this.page.getByTestId("today").click();
		const today = await columns.first().getAttribute("data-testid");
		await this.page.keyboard.press("j");
		await eventually(async () => assert.notEqual(await columns.first().getAttribute("data-testid"), today));
		this.days = await columns.evaluateAll((all) => all.map((column) => column.dataset.testid.slice(4)));
		await this.page.locator(".week-scroll").evaluate((scroller) => {
			scroller.scrollTop = (scroller.querySelector(".columns").offsetHeight / 24) * 7.5;
		});
	}

	/** The event with a title, on a day of the week ("Tuesday") where there are several. */
	event(title, weekday = "") {
		return this.page.locator("main").getByRole("button", { name: new RegExp(`^${title},.*${weekday}`) });
	}

	/** Waits until what a screen reader says of an event fits. */
	async reads(event, pattern) {
		await eventually(async () =>
			assert.match((await event.getAttribute("aria-label", { timeout: 1_000 })) ?? "", pattern),
		);
	}

	async gone(event) {
		await eventually(async () => assert.equal(await event.count(), 0));
	}

	/** Where an hour of a day (0 is the first of the week) is on screen. */
	async at(day, hour) {
		const box = await this.page.getByTestId(`day-${this.days[day]}`).boundingBox();
		return { x: box.x + box.width / 2, y: box.y + (box.height / 24) * hour + 2 };
	}

	async #drag(from, to) {
		const { mouse } = this.page;
		await mouse.move(from.x, from.y);
		await mouse.down();
		await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
		await mouse.move(to.x, to.y, { steps: 4 });
		await mouse.up();
	}

	/** Draws an event and gives it a title. */
	async draw(day, from, to, title) {
		await this.#drag(await this.at(day, from), await this.at(day, to));
		await this.#write(title);
	}

	/** Begins an event with two clicks and gives it a title. */
	async begin(day, hour, title) {
		const { x, y } = await this.at(day, hour);
		await this.page.mouse.dblclick(x, y);
		await this.#write(title);
	}

	async #write(title) {
		await this.page.getByTestId("draft-title").waitFor();
		await this.page.keyboard.type(title);
		await this.page.keyboard.press("Enter");
		await this.page.getByTestId("draft").waitFor({ state: "detached" });
		await this.event(title).waitFor();
	}

	async #hour(event) {
		await event.scrollIntoViewIfNeeded();
		const column = await this.page.getByTestId(`day-${this.days[0]}`).boundingBox();
		const box = await event.boundingBox();
		return { hour: column.height / 24, day: column.width, box };
	}

	/** Moves an event by days and hours. */
	async move(event, days, hours) {
		const { hour, day, box } = await this.#hour(event);
		const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
		await this.#drag(from, { x: from.x + days * day, y: from.y + hours * hour });
	}

	/** Pulls the lower edge of an event by hours. */
	async lengthen(event, hours) {
		const { hour, box } = await this.#hour(event);
		const from = { x: box.x + box.width / 2, y: box.y + box.height - EDGE };
		await this.#drag(from, { x: from.x, y: from.y + hours * hour });
	}

	/** Changes the title in the popover. */
	async retitle(event, title) {
		await event.click();
		await this.page.getByTestId("popover-title").fill(title);
		await this.page.keyboard.press("Enter");
	}

	/** Selects an event and leaves its popover. */
	async select(event) {
		await event.click();
		await this.page.getByTestId("popover").waitFor();
		await this.closePopover();
	}

	async closePopover() {
		await this.page.keyboard.press("Escape");
		await this.page.getByTestId("popover").waitFor({ state: "detached" });
	}

	/** Answers which occurrences it is about. */
	async answer(scope) {
		await this.page.getByTestId(`scope-${scope}`).click();
		await this.page.getByTestId("scope").waitFor({ state: "detached" });
		await this.page.getByTestId("toast").first().waitFor();
	}

	/** Waits until the pill in the header says how things stand. */
	async standing(standing, text = /./, patience = PATIENCE) {
		const pill = this.page.getByTestId("status");
		await eventually(async () => {
			assert.equal(await pill.getAttribute("data-standing"), standing);
			assert.match((await pill.textContent()) ?? "", text);
		}, patience);
	}
}
