import { type MouseEvent, useMemo } from "react";
import { beginDraft, openEditor, useStates } from "../state";
import { clickOn } from "./selecting";
import type { Ground } from "./useGestures";

/**
 * What clicks do in a view: one opens the popover of an occurrence, two its editor; two on empty ground begin a new
 * event. With Ctrl or ⌘ one selects it besides others, with Shift all up to it.
 */
export function useGridMouse(ground: Ground) {
	const states = useStates();
	return useMemo(() => {
		const keyAt = (event: MouseEvent) => (event.target as Element).closest<HTMLElement>("[data-key]")?.dataset.key;
		const still = (event: MouseEvent) => (event.target as Element).closest("[data-still]");
		return {
			onClick: (event: MouseEvent) => {
				const key = keyAt(event);
				if (key) clickOn(states, key, event);
			},
			onDoubleClick: (event: MouseEvent) => {
				const key = keyAt(event);
				if (event.ctrlKey || event.metaKey || event.shiftKey) return;
				if (key) return void openEditor(states, key);
				const spot = ground.spotAt(event.clientX, event.clientY, false);
				if (!spot || still(event)) return;
				const minute = spot.minute === undefined ? undefined : Math.floor(spot.minute / 30) * 30;
				beginDraft(states, { day: spot.day, minute });
			},
		};
	}, [states, ground]);
}
