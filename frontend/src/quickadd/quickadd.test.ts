import { describe, expect, it, vi } from "vitest";
import { Failure } from "../backend";
import { FakeBackend } from "../backend/fake";
import { openStates } from "../state";
import { chipsOf, QuickAdd, spanOfDraft } from "../state/QuickAdd";
import { dayspan, parseDay, parseWall } from "../time";

const zone = "Europe/Berlin";
const now = () => Date.parse("2026-11-24T10:20:00+01:00");

async function open() {
	const backend = new FakeBackend({ now, zone });
	const states = await openStates(backend, now);
	const quick = new QuickAdd(backend, states.edits, { calendar: "personal", slot: "", zone }, "en");
	const write = async (text: string) => {
		quick.write(text);
		await vi.waitFor(() => expect(quick.value.read).toBe(text));
	};
	const made = (summary: string) => states.agenda.value.placed.find((p) => p.occurrence.summary === summary);
	return { backend, states, quick, write, made };
}

describe("a sentence", () => {
	it("says of each word what it was taken for; its chips are the text", async () => {
		const { quick, write } = await open();
		await write("Lunch tomorrow 13:00 @ Harbour /family");
		const chips = chipsOf(quick.value);
		expect(chips.map((c) => c.text).join("")).toBe(quick.value.text);
		const kinds = chips.map((c) => c.kind).filter((kind) => kind !== "blank");
		expect(kinds).toEqual(["title", "date", "time", "place", "calendar"]);
	});

	it("is made where it says, else where one is, and can be taken back", async () => {
		const { states, quick, write, made } = await open();
		await write("Lunch tomorrow 13:00 /family");
		expect(await quick.save()).toMatchObject({ calendar: "family" });
		expect(made("Lunch")?.span.start).toBe(parseWall("2026-11-25T13:00"));
		states.messages.value[0]?.action?.run();
		await vi.waitFor(() => expect(made("Lunch")).toBeUndefined());
		await write("Dinner tomorrow 19:00");
		expect(await quick.save()).toMatchObject({ calendar: "personal" });
	});

	it("in which something is in doubt or missing makes no event", async () => {
		const { backend, quick, write } = await open();
		const created = vi.spyOn(backend, "createSaid");
		for (const text of ["Dentist 10/11 14:00", "Call Mum", "tomorrow", "Lunch tomorrow /nowhere"]) {
			await write(text);
			expect(await quick.save(), text).toBeUndefined();
		}
		expect(created).not.toHaveBeenCalled();
	});

	it("is read without a doubt when one of its meanings is chosen", async () => {
		const { quick, write } = await open();
		await write("Dentist 10/11 14:00");
		const [doubt] = quick.value.draft?.doubts ?? [];
		expect(doubt?.readings).toHaveLength(2);
		for (const reading of doubt?.readings ?? []) {
			await write(reading.sentence);
			expect(quick.value.draft?.doubts).toEqual([]);
		}
	});

	it("is made as it stands when Enter comes before the answer, and once when it comes twice", async () => {
		const { backend, quick, write, made } = await open();
		await write("Lunch tomorrow 13:00");
		const created = vi.spyOn(backend, "createSaid");
		quick.write("Lunch tomorrow 13:00 at last");
		await Promise.all([quick.save(), quick.save()]);
		expect(created).toHaveBeenCalledTimes(1);
		expect(made("Lunch at last")).toBeDefined();
	});

	it("forgets an answer to what was written before", async () => {
		const { backend, quick, write } = await open();
		const understand = backend.understand.bind(backend);
		let late: () => void = () => {};
		vi.spyOn(backend, "understand").mockImplementationOnce(async (sentence) => {
			await new Promise<void>((resolve) => {
				late = resolve;
			});
			return understand(sentence);
		});
		quick.write("Tea");
		await write("Tea tomorrow");
		late();
		await new Promise((resolve) => setTimeout(resolve));
		expect(quick.value.read).toBe("Tea tomorrow");
	});

	it("shows the chips of what is read already while one types on", async () => {
		const { quick, write } = await open();
		await write("Tea tomorrow");
		quick.write("Tea tomorrow 13");
		expect(chipsOf(quick.value).map((c) => [c.kind, c.text])).toEqual([
			["title", "Tea"],
			["blank", " "],
			["date", "tomorrow"],
			["title", " 13"],
		]);
		quick.write("Tea tom");
		expect(chipsOf(quick.value).map((c) => c.text)).toEqual(["Tea", " ", "tom"]);
	});

	it("has a chip that is words of the title again", async () => {
		const { quick, write } = await open();
		await write("Film tomorrow today");
		const chip = quick.value.draft?.chips.find((c) => c.text === "tomorrow");
		if (!chip) throw new Error("no chip");
		quick.unchip(chip);
		await vi.waitFor(() => expect(quick.value.draft?.title).toBe("Film tomorrow"));
		expect(quick.value.text).toBe('Film "tomorrow" today');
	});

	it("stays when it could not be saved, and says why", async () => {
		const { backend, quick, write, states } = await open();
		await write("Tea tomorrow 16:00");
		vi.spyOn(backend, "createSaid").mockRejectedValueOnce(new Failure("read_only", "No."));
		expect(await quick.save()).toBeUndefined();
		expect(quick.value.failure?.message).toBe("No.");
		expect(states.messages.value).toEqual([]);
		expect(await quick.save()).toBeDefined();
	});

	it("spans days, the last included, or a time", async () => {
		const { quick, write } = await open();
		await write("Rest tomorrow");
		const draft = quick.value.draft;
		expect(draft && spanOfDraft(draft)).toEqual(dayspan(parseDay("2026-11-25"), parseDay("2026-11-25")));
	});
});
