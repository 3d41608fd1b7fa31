import { useEffect } from "react";
import { beginDraft, useStates } from "../state";
import { bindings, combination } from "./keys";

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
			const inPopover = target.closest("[data-testid=popover]") && !target.closest("input");
			if (event.defaultPrevented || event.isComposing) return;
			if (document.querySelector(".backdrop") || (target.closest(OWN_KEYS) && !inPopover)) return;
			if (inPopover && [" ", "Enter"].includes(event.key)) return;
			if (["Enter", " "].includes(event.key) && target.closest("button:not([data-key]), label")) return;
			const { slot } = states.selection.value;
			const line = states.draft.value;
			const letter = event.key.length === 1 && !/mod|alt/.test(pressed);
			if (line || states.layers.value.kind !== "none" || states.edits.value) {
				if (letter && line) states.draft.change({ summary: line.fields.summary + event.key });
				else if (letter) states.layers.type(event.key);
				return;
			}
			if (slot && letter && !" ?/".includes(event.key)) {
				event.preventDefault();
				return beginDraft(states, slot, event.key);
			}
			if (event.key === "\\") return toggleSide();
			const binding = bindings.find(({ on }) => on.includes(pressed));
			if (binding && binding.run(states, event) !== false) event.preventDefault();
		};
		window.addEventListener("keydown", press);
		return () => window.removeEventListener("keydown", press);
	}, [states, toggleSide]);
}
