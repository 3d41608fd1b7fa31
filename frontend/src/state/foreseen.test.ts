import { describe, expect, it, vi } from "vitest";
import { type Effect, Failure, type Foresight, type Occurrence } from "../backend";
import { FakeBackend } from "../backend/fake";
import { dayspan, parseDay, parseWall, shift, wallAt } from "../time";
import { travel } from "./acts";
import { outlookOf, proposalsOf, spanOfEffect } from "./foreseen";
import { place } from "./placed";
import { openStates } from "./states";

const zone = "Europe/Berlin";
const now = () => Date.parse("2026-11-24T10:20:00+01:00");
const monday = parseDay("2026-11-23");

const span = (day: number) => ({
	start: `2026-11-${day}T09:00:00+01:00`,
	end: `2026-11-${day}T10:00:00+01:00`,
	all_day: false,
});

const effect = (kind: Effect["kind"], day: number, more: Partial<Effect> = {}): Effect => ({
	kind,
	recurrence_id: `2026-11-${day}`,
	before: kind === "added" ? null : span(day),
	after: kind === "removed" ? null : span(day + 1),
	...{ exception: false, shifted: false, ...more },
});

const foresight = (effects: Effect[]): Foresight => ({
	splits: false,
	deletes: false,
	effects,
	conflicts: [],
	cut: false,
});

describe("a past that is not known", () => {
	it("is not shown as if it were: one stays in the present, and is told why", async () => {
		const backend = new FakeBackend({ now, zone });
		const states = await openStates(backend, now);
		vi.spyOn(backend, "agenda").mockRejectedValueOnce(new Failure("invalid", "Nothing is known of that day."));
		await travel(states, monday - 30);
		expect(states.agenda.value).toMatchObject({ asOf: 0, failure: "" });
		expect(states.messages.value).toMatchObject([{ kind: "failed", text: "Nothing is known of that day." }]);
	});
});

describe("what a change comes to", () => {
	it("is counted, and the first that are not kept are named", () => {
		const effects = [
			effect("kept", 10),
			effect("moved", 11, { shifted: true }),
			effect("removed", 12),
			effect("added", 13),
		];
		const outlook = outlookOf(foresight(effects), 2);
		expect(outlook.counts).toEqual({ kept: 1, moved: 1, removed: 1, added: 1, shifted: 1, lost: 0 });
		expect(outlook.first.map((e) => e.kind)).toEqual(["moved", "removed"]);
	});

	it("is read in the zone on screen, days without their end", () => {
		expect(spanOfEffect(span(24)).start).toBe(parseWall("2026-11-24T09:00"));
		expect(spanOfEffect({ start: "2026-11-24", end: "2026-11-26", all_day: true })).toEqual(
			dayspan(monday + 1, monday + 2),
		);
	});

	it("is proposed for the occurrences of the event that are on screen, and no others", () => {
		const moment = (wall: string) => ({
			kind: "zoned" as const,
			wall,
			tzid: zone,
			instant: Date.parse(`${wall}+01:00`),
		});
		const at = (object: string, day: number) =>
			place(
				{
					...{ object, recurrenceId: `2026-11-${day}`, allDay: false },
					start: moment(`2026-11-${day}T09:00:00`),
					end: moment(`2026-11-${day}T10:00:00`),
				} as Occurrence,
				zone,
			);
		const placed = [at("a", 11), at("a", 12), at("a", 13), at("b", 11)];
		const effects = [effect("moved", 11), effect("removed", 12), effect("kept", 13), effect("moved", 20)];
		expect([...proposalsOf(foresight(effects), "a", placed)]).toEqual([
			["a/2026-11-11", spanOfEffect(span(12))],
			["a/2026-11-12", undefined],
		]);
	});

	it("is what each answer to the question brings, on the latest revision, and shown until it is answered", async () => {
		const states = await openStates(new FakeBackend({ now, zone }), now);
		const swims = () => states.agenda.value.placed.filter((p) => p.occurrence.summary === "Swimming");
		const first = swims().find((p) => p.span.start >= wallAt(monday, 0));
		if (!first) throw new Error("no swimming");
		const before = swims().map((p) => p.span);
		const done = states.edits.reschedule(first, shift(first.span, -15));
		const question = states.edits.value;
		if (!question) throw new Error("no question");
		const all = await question.foresee("all");
		expect(outlookOf(all, 0).counts).toMatchObject({ moved: all.effects.length, kept: 0 });
		question.show(all);
		expect(swims().map((p) => p.span)).toEqual(before.map((s) => shift(s, -15)));
		question.show(await question.foresee("this"));
		expect(swims().filter((p, i) => p.span.start !== before[i]?.start)).toHaveLength(1);
		question.answer(undefined);
		await done;
		expect(swims().map((p) => p.span)).toEqual(before);
		question.show(all);
		expect(swims().map((p) => p.span)).toEqual(before);
	});
});
