import { type Day, dayspan, instantOf, isGrid, isoDay, isoWall, type Span, snap, type Wall, wallAt } from "../time";
import { patchOf } from "./Draft";
import type { SlotPlace } from "./Selection";
import type { States } from "./states";

/** How long a new event is, in minutes. */
export const USUAL_LENGTH = 60;

/** Begins a new event: at a slot, else at the next half hour of the day looked at. */
export function beginDraft(
	states: States,
	slot: SlotPlace | undefined,
	summary = "",
	shape: "line" | "form" = "line",
): void {
	const { clock, draft, layers, selection, viewing } = states;
	const home = homeOf(states);
	if (!home) return;
	layers.close();
	selection.clear();
	draft.begin(
		{ span: slot ? slotSpan(slot) : nextSpan(states), zone: clock.zone, calendar: home.id, summary },
		isGrid(viewing.value.view) ? shape : "form",
	);
}

/** The calendar a new event goes to; says why there is none. */
function homeOf({ agenda, calendars, messages }: States) {
	const { home } = calendars;
	if (agenda.value.asOf > 0)
		messages.failed({ message: "The past cannot be changed.", hint: "Go back to now to add events." });
	else if (!home)
		messages.failed({ message: "There is no calendar to write to.", hint: "Connect one, or create one." });
	else return home;
	return undefined;
}

/** Begins an event said in a line, at the selected slot, or on the day that is looked at alone. */
export function beginSentence(states: States): void {
	const { clock, draft, layers, selection, viewing } = states;
	if (!homeOf(states)) return;
	const { view, day } = viewing.value;
	const { slot } = selection.value;
	const here = slot ?? (view === "day" && day !== clock.value.today ? { day, minute: undefined } : undefined);
	draft.close();
	selection.clear();
	const place = !here ? "" : here.minute === undefined ? isoDay(here.day) : isoWall(wallAt(here.day, here.minute));
	layers.open({ kind: "quick", query: layers.left, slot: place });
}

/** Goes to an event that was made, unless it is on screen, and selects it. */
export async function showMade({ agenda, selection, viewing }: States, object: string, day: Day): Promise<void> {
	if (!viewing.value.days.includes(day)) viewing.goTo(day);
	await agenda.show(viewing.value.days);
	const made = agenda.value.placed.find((p) => p.occurrence.object === object && p.span.start >= wallAt(day, 0));
	if (made) selection.select(made.key);
}

function slotSpan({ day, minute }: SlotPlace): Span {
	if (minute === undefined) return dayspan(day, day);
	return { start: wallAt(day, minute), end: wallAt(day, minute) + USUAL_LENGTH, allDay: false };
}

function nextSpan({ viewing, clock }: States): Span {
	const { days, day, view } = viewing.value;
	const { today, wall } = clock.value;
	const visible = days.includes(today) && (view !== "day" || day === today);
	const start: Wall = visible ? snap(wall + 14, 30) : wallAt(day, 9 * 60);
	return { start, end: start + USUAL_LENGTH, allDay: false };
}

/** Opens the editor on an occurrence. */
export async function openEditor(states: States, key: string): Promise<void> {
	const { agenda, backend, clock, draft, edits, messages, selection } = states;
	const placed = agenda.find(key);
	if (!placed) return;
	selection.select(key);
	if (!edits.mayChange(placed)) return selection.open(key);
	try {
		const { object, recurrenceId } = placed.occurrence;
		draft.edit(await backend.details(object, recurrenceId, ""), clock.zone);
	} catch {
		messages.failed({ message: "This event could not be opened.", hint: "It may have changed meanwhile." });
	}
}

/** Saves what is being written, and closes it when that worked. */
export async function saveDraft({ draft, edits }: States): Promise<boolean> {
	const { value } = draft;
	if (!value) return true;
	const saved = await edits.save(value);
	if (saved && draft.value === value) draft.close();
	return saved;
}

/** Leaves a new event begun in place: what has a title is kept, an empty one is let go. */
export function leaveLine(states: States): void {
	const { value } = states.draft;
	if (value?.shape !== "line") return;
	if (patchOf(value).summary) void saveDraft(states);
	else states.draft.close();
}

/** Shows the calendar as it was known at the end of a day, or now again without one. */
export async function travel(states: States, day: Day | undefined): Promise<void> {
	const { agenda, clock, draft, messages, selection } = states;
	draft.close();
	selection.clear();
	const end = day === undefined ? 0 : instantOf(wallAt(day + 1, 0), clock.zone) - 1;
	const failure = await agenda.travel(end < clock.value.instant ? end : 0);
	if (failure) messages.failed({ message: failure, hint: "" });
}

/** Opens what happened to an occurrence, or to everything; closes it when it is open already. */
export function toggleHistory({ agenda, history, selection }: States, key = ""): void {
	const placed = agenda.find(key);
	const shown = history.value.subject;
	const { uid = "", summary = "" } = placed?.occurrence ?? {};
	selection.close();
	if (shown?.uid === uid) history.close();
	else void history.show({ uid, summary });
}
