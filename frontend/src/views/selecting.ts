import type { MouseEvent } from "react";
import { type Placed, type States, selectedOnes } from "../state";
import { trackDrag } from "../ui";
import { walk } from "./arrange";

/** A click on an occurrence: alone it opens its popover; with Ctrl or ⌘ it selects it besides others, with Shift all up to it. */
export function clickOn(states: States, key: string, event: MouseEvent): void {
	if (event.ctrlKey || event.metaKey) states.selection.toggle(key);
	else if (event.shiftKey) selectUpTo(states, key);
	else if (event.detail < 2) states.selection.open(key);
}

/** Selects everything from the occurrence selected last up to another, in the order of time. */
export function selectUpTo(states: States, key: string): void {
	const { selection } = states;
	const keys = shown(states).map((placed) => placed.key);
	const [from, to] = [keys.indexOf(selection.value.key), keys.indexOf(key)];
	const between = from < 0 || to < 0 ? [] : keys.slice(Math.min(from, to), Math.max(from, to) + 1);
	selection.selectAll([key, ...between]);
}

/** Selects everything on screen. */
export function selectShown(states: States): boolean {
	const keys = shown(states).map(({ key }) => key);
	states.selection.selectAll(keys);
	return keys.length > 0;
}

/** The selected occurrences that may be changed. */
export function changeable(states: States): Placed[] {
	return selectedOnes(states).filter((placed) => states.edits.mayChange(placed));
}

/** Everything on screen, in the order of time. */
function shown({ agenda, viewing }: States): Placed[] {
	return walk(agenda.value.placed, viewing.value.days);
}

/** Selects what a frame drawn with the pointer touches, until it is let go. */
export function lasso(states: States, down: PointerEvent): void {
	const before = states.selection.keys;
	const frame = document.createElement("div");
	frame.className = "lasso";
	const end = () => frame.remove();
	trackDrag(down, {
		move: ({ x, y }) => {
			const box = new DOMRect(
				Math.min(x, down.clientX),
				Math.min(y, down.clientY),
				Math.abs(x - down.clientX),
				Math.abs(y - down.clientY),
			);
			const size = { left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px`, height: `${box.height}px` };
			Object.assign(frame.style, size);
			if (!frame.isConnected) document.body.append(frame);
			states.selection.selectAll([...touched(box), ...before]);
		},
		drop: end,
		cancel: () => {
			end();
			states.selection.selectAll(before);
		},
		click: () => states.selection.clear(),
	});
}

/** The keys of the occurrences that a box on screen touches. */
function touched(box: DOMRect): string[] {
	return [...document.querySelectorAll<HTMLElement>("main [data-key]")].flatMap((element) => {
		const { left, right, top, bottom } = element.getBoundingClientRect();
		const meets = left < box.right && right > box.left && top < box.bottom && bottom > box.top;
		return meets && element.dataset.key ? [element.dataset.key] : [];
	});
}
