import { type MouseEvent, useMemo } from "react";
import { beginDraft, openEditor, useStates } from "../state";
import type { Ground } from "./useGestures";

/** What clicks do in a view: one opens the popover of an occurrence, two its editor; two on empty ground begin a new event. */
export function useGridMouse(ground: Ground) {
	const states = useStates();
	return useMemo(() => {
		const keyAt = (event: MouseEvent) => (event.target as Element).closest<HTMLElement>("[data-key]")?.dataset.key;
		const still = (event: MouseEvent) => (event.target as Element).closest("[data-still]");
		return {
			onClick: (event: MouseEvent) => {
				const key = keyAt(event);
				if (key && event.detail < 2) states.selection.open(key);
			},
			onDoubleClick: (event: MouseEvent) => {
				const key = keyAt(event);
				if (key) return void openEditor(states, key);
				const spot = ground.spotAt(event.clientX, event.clientY, false);
				if (!spot || still(event)) return;
				const minute = spot.minute === undefined ? undefined : Math.floor(spot.minute / 30) * 30;
				beginDraft(states, { day: spot.day, minute });
			},
		};
	}, [states, ground]);
}
