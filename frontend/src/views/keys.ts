import type { CalendarInfo } from "../backend";
import { chosenKeys, type KeyLine } from "../settings/ownKeys";
import {
	along,
	beginDraft,
	beginSentence,
	copyTogether,
	deleteTogether,
	moveTogether,
	openEditor,
	type Placed,
	type States,
	selectedOnes,
	toggleHistory,
} from "../state";
import { type Day, dayOfWall, shift, stretch, wallAt } from "../time";
import { keyWords } from "../ui";
import { neighbour, walk } from "./arrange";
import { changeable, selectShown } from "./selecting";

/** A key of the window: how it is pressed, what it does, and what it does in words. */
export interface Binding extends KeyLine {
	/** Answers false when it had nothing to do, so that the key is left alone. */
	run: (states: States, event: KeyboardEvent) => boolean | undefined;
}

const go = "Go";
const see = "Look";
const write = "Events";
const other = "Window";

/** Every key there is. The sheet that explains them is made of this table. */
export const bindings: readonly Binding[] = [
	{
		on: ["t"],
		keys: ["T"],
		does: "Today",
		group: go,
		run: ({ viewing, clock }) => void viewing.goTo(clock.value.today),
	},
	{ on: ["j"], keys: ["J", "→"], does: "Next", group: go, run: ({ viewing }) => void viewing.step(1) },
	{ on: ["k", "p"], keys: ["K", "←"], does: "Previous", group: go, run: ({ viewing }) => void viewing.step(-1) },
	{
		on: ["/", "mod+f"],
		keys: ["/"],
		does: "Search",
		group: go,
		run: ({ layers }) => void layers.open({ kind: "search", query: "", for: "events" }),
	},
	{
		on: ["mod+k"],
		keys: ["Ctrl+K"],
		does: "Do anything",
		byKey: true,
		group: go,
		run: ({ layers }) => void layers.open({ kind: "search", query: "", for: "all" }),
	},
	{
		on: ["g"],
		keys: ["G"],
		does: "Go to a day",
		group: go,
		run: ({ layers }) => void layers.open({ kind: "search", query: "", for: "days" }),
	},
	{ on: ["d"], keys: ["D"], does: "Day", group: see, run: ({ viewing }) => void viewing.show("day") },
	{
		on: ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
		keys: ["1", "–", "9"],
		does: "So many days",
		byKey: true,
		group: see,
		run: ({ viewing }, event) => void viewing.showDays(Number(event.key)),
	},
	{ on: ["w", "0"], keys: ["W"], does: "Week", group: see, run: ({ viewing }) => void viewing.show("week") },
	{ on: ["m"], keys: ["M"], does: "Month", group: see, run: ({ viewing }) => void viewing.show("month") },
	{ on: ["y"], keys: ["Y"], does: "Year", group: see, run: ({ viewing }) => void viewing.show("year") },
	{ on: ["a", "l"], keys: ["A"], does: "Agenda", group: see, run: ({ viewing }) => void viewing.show("agenda") },
	{
		on: ["shift+j", "shift+ArrowRight"],
		keys: ["Shift+J"],
		does: "A day on; in a month, a week",
		group: go,
		run: ({ viewing }) => void viewing.slide(1),
	},
	{
		on: ["shift+k", "shift+ArrowLeft"],
		keys: ["Shift+K"],
		does: "A day back; in a month, a week",
		group: go,
		run: ({ viewing }) => void viewing.slide(-1),
	},
	{
		on: ["n", "c", "mod+n"],
		keys: ["N", "C"],
		does: "New event",
		group: write,
		run: (states) => void beginDraft(states, undefined),
	},
	{
		on: ["q"],
		keys: ["Q"],
		does: "Quick add: an event in a line",
		group: write,
		run: (states) => void beginSentence(states),
	},
	{ on: ["e", "Enter"], keys: ["E", "Enter"], does: "Edit the selected event", group: write, run: editSelected },
	{ on: [" "], keys: ["Space"], does: "Show the selected event", group: write, run: showSelected },
	{ on: ["Delete", "Backspace"], keys: ["Del"], does: "Delete what is selected", group: write, run: deleteSelected },
	{ on: ["mod+d"], keys: ["Ctrl+D"], does: "Duplicate what is selected", group: write, run: duplicateSelected },
	{ on: ["mod+a"], keys: ["Ctrl+A"], does: "Select everything on screen", group: write, run: selectShown },
	{ on: ["mod+z", "z"], keys: ["Z", "Ctrl+Z"], does: "Undo", group: write, run: ({ edits }) => void edits.undo() },
	{
		on: ["mod+shift+z", "mod+y"],
		keys: ["Shift+Ctrl+Z"],
		does: "Redo",
		group: write,
		run: ({ edits }) => void edits.redo(),
	},
	{
		on: ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"],
		keys: ["←", "↑", "↓", "→"],
		does: "Walk the events, or the slots",
		byKey: true,
		group: go,
		run: walkOn,
	},
	{
		on: ["alt+ArrowUp", "alt+ArrowDown"],
		keys: ["Alt+↑", "Alt+↓"],
		does: "Move by 15 minutes",
		byKey: true,
		group: write,
		run: nudge,
	},
	{
		on: ["alt+ArrowLeft", "alt+ArrowRight"],
		keys: ["Alt+←", "Alt+→"],
		does: "Move by a day",
		byKey: true,
		group: write,
		run: nudge,
	},
	{
		on: ["alt+shift+ArrowUp", "alt+shift+ArrowDown"],
		keys: ["Alt+Shift+↑↓"],
		does: "Shorter, longer",
		byKey: true,
		group: write,
		run: lengthen,
	},
	{
		on: ["shift+z"],
		keys: ["Shift+Z"],
		does: "Other time zones",
		group: see,
		run: ({ layers, settings, viewing }) => {
			if (settings.value.moreZones.length > 0) viewing.toggleZones();
			else layers.open({ kind: "settings" });
			return true;
		},
	},
	{
		on: ["r", "F5", "mod+r"],
		keys: ["R"],
		does: "Sync now",
		group: other,
		run: ({ sync }) => void sync.now().catch(() => {}),
	},
	{
		on: ["h"],
		keys: ["H"],
		does: "History, of the selected event or of all",
		group: see,
		run: (states) => void toggleHistory(states, states.selection.value.key),
	},
	{
		on: ["mod+,"],
		keys: ["Ctrl+,"],
		does: "Settings",
		group: other,
		run: ({ layers }) => void layers.open({ kind: "settings" }),
	},
	{ on: ["?"], keys: ["?"], does: "This sheet", group: other, run: ({ layers }) => void layers.open({ kind: "keys" }) },
	{ on: ["Escape"], keys: ["Esc"], does: "Close, one layer at a time", byKey: true, group: other, run: leave },
];

/** The keys as the person has them: own is the setting that says which were chosen, JSON by what they do. */
export function bindingsWith(own: string): readonly Binding[] {
	const chosen = chosenKeys(own);
	const taken = new Set(Object.values(chosen).flat());
	return bindings.map((binding) => {
		const mine = chosen[binding.does];
		if (mine) return { ...binding, on: mine, keys: mine.map(keyWords) };
		return { ...binding, on: binding.on.filter((key) => !taken.has(key)) };
	});
}

/** What a palette offers: what the keys do, whichever key it was. */
export function commandsOf(own: string) {
	return bindingsWith(own)
		.filter(({ byKey }) => !byKey)
		.map(({ does, keys, run }) => ({
			does,
			keys,
			run: (states: States) => void run(states, new KeyboardEvent("keydown")),
		}));
}

function selected({ agenda, selection }: States): Placed | undefined {
	return agenda.find(selection.value.key);
}

function editSelected(states: States): boolean {
	const { key, slot } = states.selection.value;
	if (key) void openEditor(states, key);
	else if (slot) beginDraft(states, slot);
	return Boolean(key || slot);
}

function showSelected({ selection }: States): boolean {
	if (!selection.value.key) return false;
	selection.open(selection.value.key);
	return true;
}

function duplicateSelected(states: States): boolean {
	const all = selectedOnes(states);
	if (all.length === 0 || states.agenda.value.asOf > 0) return false;
	void copyTogether(states, all);
	return true;
}

function deleteSelected(states: States): boolean {
	const placed = selected(states);
	if (!placed) return false;
	if (states.selection.keys.length > 1) {
		const some = changeable(states);
		states.selection.clear();
		void deleteTogether(states, some);
		return true;
	}
	states.selection.clear();
	if (states.edits.mayChange(placed)) void states.edits.remove(placed);
	else states.messages.failed({ message: fixed(states.calendars.find(placed.occurrence.calendar)), hint: "" });
	return true;
}

/** Why nothing can be changed in a calendar. */
function fixed(calendar: CalendarInfo | undefined): string {
	return calendar?.heldReason === "missing" ? calendar.heldMessage : "This calendar is read-only.";
}

function leave({ history, selection }: States): boolean {
	const { open, key, slot } = selection.value;
	if (open) selection.close();
	else if (key || slot) selection.clear();
	else if (history.value.subject) history.close();
	else return false;
	return true;
}

function walkOn(states: States, event: KeyboardEvent): boolean {
	const { agenda, selection, viewing } = states;
	const { key, slot } = selection.value;
	const { days } = viewing.value;
	const sideways = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
	const placed = key ? agenda.find(key) : undefined;
	if (placed) {
		const next = neighbour(agenda.value.placed, days, placed, event.key);
		if (next) selection.select(next.key);
		return true;
	}
	if (slot) {
		stepSlot(states, slot, sideways, event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0);
		return true;
	}
	if (sideways) viewing.step(sideways);
	else {
		const first = walk(agenda.value.placed, days)[0];
		if (first) selection.select(first.key);
	}
	return true;
}

function stepSlot(
	{ selection, viewing }: States,
	slot: { day: Day; minute: number | undefined },
	days: number,
	lines: number,
) {
	const month = viewing.value.view === "month";
	const day = slot.day + days + (month ? lines * 7 : 0);
	const minute =
		slot.minute === undefined ? undefined : Math.max(0, Math.min(1410, slot.minute + (month ? 0 : lines * 30)));
	if (!viewing.value.days.includes(day)) viewing.goTo(day);
	selection.selectSlot({ day, minute });
}

function nudge(states: States, event: KeyboardEvent): boolean {
	const placed = selected(states);
	const day = 1440;
	const steps = { ArrowUp: -15, ArrowDown: 15, ArrowLeft: -day, ArrowRight: day } as Record<string, number>;
	const step = steps[event.key] ?? 0;
	if (states.selection.keys.length > 1) {
		void moveTogether(states, changeable(states), ({ span }) => along(span, step));
		return true;
	}
	if (!placed || !states.edits.mayChange(placed)) return false;
	if (placed.span.allDay && Math.abs(step) < day) return false;
	const span = shift(placed.span, step);
	if (!states.viewing.value.days.includes(dayOfWall(span.start))) states.viewing.goTo(dayOfWall(span.start));
	void states.edits.reschedule(placed, span);
	return true;
}

function lengthen(states: States, event: KeyboardEvent): boolean {
	const placed = selected(states);
	if (!placed || !states.edits.mayChange(placed)) return false;
	const step = placed.span.allDay ? wallAt(1, 0) : 15;
	const end = placed.span.end + (event.key === "ArrowDown" ? step : -step);
	void states.edits.reschedule(placed, stretch(placed.span, "end", end, step));
	return true;
}
