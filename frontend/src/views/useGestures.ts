import { type PointerEvent as ReactPointerEvent, useCallback } from "react";
import { type Placed, useStates } from "../state";
import type { Span } from "../time";
import { type DragHandlers, type DragPoint, trackDrag } from "../ui";
import { drawn, FINE_STEP, type Gesture, moved, type Spot, STEP, stretched } from "./Gesture";

/** What a view tells the gestures about its geometry. */
export interface Ground {
	/** The spot under a point; undefined when there is none. near asks for the closest one. */
	spotAt: (x: number, y: number, near: boolean) => Spot | undefined;
	scroller?: () => DragHandlers["scroller"];
}

/** Begins drags in a view: on an occurrence it moves or stretches, on empty ground it draws a new one. */
export function useGestures(gesture: Gesture, ground: Ground) {
	const { agenda, calendars, draft, edits, selection, clock } = useStates();

	return useCallback(
		(event: ReactPointerEvent) => {
			if (event.button !== 0) return;
			const target = event.target as Element;
			const key = target.closest<HTMLElement>("[data-key]")?.dataset.key;
			const spot = ground.spotAt(event.clientX, event.clientY, false);
			if (!spot || target.closest("[data-still]")) return;
			const placed = key === undefined ? undefined : agenda.find(key);
			const tune = (point: DragPoint) => (point.alt ? FINE_STEP : STEP);
			const cancel = () => gesture.end();
			const scroller = ground.scroller?.();

			const onPlaced = (placed: Placed, edge: "start" | "end" | undefined) => {
				if (!edits.mayChange(placed)) return;
				const color = placed.occurrence.color || calendars.find(placed.occurrence.calendar)?.color || "";
				let span: Span = placed.span;
				const move = (point: DragPoint) => {
					const at = ground.spotAt(point.x, point.y, true);
					if (!at) return;
					const to = point.shift && !edge ? { ...at, day: spot.day } : at;
					span = edge ? stretched(placed.span, edge, to, tune(point)) : moved(placed.span, spot, to, tune(point));
					const kind = edge ? "stretch" : "move";
					gesture.show({ kind, span, key: placed.key, title: placed.occurrence.summary, color });
				};
				const drop = () => {
					selection.select(placed.key);
					void edits.reschedule(placed, span);
					gesture.end();
				};
				trackDrag(event.nativeEvent, { move, drop, cancel, scroller });
			};

			const onGround = () => {
				const home = agenda.value.asOf > 0 ? undefined : calendars.home;
				let span: Span | undefined;
				const move = (point: DragPoint) => {
					const at = ground.spotAt(point.x, point.y, true);
					if (!at || !home) return;
					span = drawn(spot, at, tune(point));
					gesture.show({ kind: "create", span, key: "", title: "", color: home.color });
				};
				const drop = () => {
					if (span && home) draft.begin({ span, zone: clock.zone, calendar: home.id }, "line");
					selection.clear();
					gesture.end();
				};
				const click = () => selection.selectSlot({ day: spot.day, minute: slotMinute(spot.minute) });
				trackDrag(event.nativeEvent, { move, drop, cancel, click, scroller });
			};

			if (placed)
				onPlaced(placed, target.closest<HTMLElement>("[data-edge]")?.dataset.edge as "start" | "end" | undefined);
			else if (key === undefined) onGround();
		},
		[agenda, calendars, draft, edits, selection, clock, gesture, ground],
	);
}

/** The half hour a minute lies in. */
function slotMinute(minute: number | undefined): number | undefined {
	return minute === undefined ? undefined : Math.floor(minute / 30) * 30;
}
