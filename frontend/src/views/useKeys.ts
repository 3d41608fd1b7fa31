import { useEffect } from "react";
import { beginDraft, type States, saveDraft, useStates } from "../state";
import { combination } from "../ui";
import { bindingsWith } from "./keys";

/** Where keys belong to what has the focus, and not to the window. */
const OWN_KEYS =
	"input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu], [role=listbox], [role=radiogroup]";

/**
 * Listens to the window's keys. On a selected empty slot a letter begins a title, and goes on
 * with one that is about to open, as it does with a search.
 */
export function useKeys(toggleSide: () => void): void {
	const states = useStates();
	useEffect(() => {
		const press = (event: KeyboardEvent) => {
			const target = event.target as Element;
			const pressed = combination(event);
			const letter = event.key.length === 1 && !/mod|alt/.test(pressed);
			const inPopover = target.closest("[data-testid=popover]") && !target.closest("input");
			if (event.defaultPrevented || event.isComposing || (target.closest(OWN_KEYS) && !inPopover)) return;
			if (opening(states, event, letter)) return event.preventDefault();
			if (document.querySelector(".backdrop")) return;
			if (["Enter", " "].includes(event.key) && (inPopover || target.closest("button:not([data-key]), label"))) return;
			const { slot } = states.selection.value;
			if (slot && letter && !" ?/".includes(event.key)) {
				event.preventDefault();
				return beginDraft(states, slot, event.key);
			}
			if (event.key === "\\") return toggleSide();
			const binding = bindingsWith(states.settings.value.keys).find(({ on }) => on.includes(pressed));
			if (binding && binding.run(states, event) !== false) event.preventDefault();
		};
		window.addEventListener("keydown", press);
		return () => window.removeEventListener("keydown", press);
	}, [states, toggleSide]);
}

/** Whether something is about to open that will take the keys. What is typed until then is not lost. */
function opening(states: States, event: KeyboardEvent, letter: boolean): boolean {
	const { draft, edits, layers } = states;
	const { value: line } = draft;
	const { value: layer } = layers;
	if (line?.shape === "line") {
		if (letter) draft.change({ summary: line.fields.summary + event.key });
		if (event.key === "Enter") void saveDraft(states);
		if (event.key === "Escape") draft.close();
		return letter || event.key === "Enter" || event.key === "Escape";
	}
	if ((layer.kind === "search" || layer.kind === "quick") && letter) layers.seek(layer.query + event.key);
	return letter && (layer.kind !== "none" || line !== undefined || edits.value !== undefined);
}
