import { type PointerEvent as ReactPointerEvent, useCallback } from "react";
import { along, copyTogether, moveTogether, type Placed, selectedOnes, useStates } from "../state";
import type { Span } from "../time";
import { type DragHandlers, type DragPoint, trackDrag } from "../ui";
import { drawn, FINE_STEP, type Gesture, moved, type Spot, STEP, stretched } from "./Gesture";
import { lasso } from "./selecting";

/** What a view tells the gestures about its geometry. */
export interface Ground {
	/** The spot under a point; undefined when there is none. near asks for the closest one. */
	spotAt: (x: number, y: number, near: boolean) => Spot | undefined;
	scroller?: () => DragHandlers["scroller"];
}

/** Begins drags in a view: on an occurrence it moves or stretches, on empty ground it draws a new one. */
export function useGestures(gesture: Gesture, ground: Ground) {
	const states = useStates();

	return useCallback(
		(event: ReactPointerEvent) => {
			if (event.button !== 0) return;
			const { agenda, calendars, draft, edits, selection, clock } = states;
			const target = event.target as Element;
			const key = target.closest<HTMLElement>("[data-key]")?.dataset.key;
			const spot = ground.spotAt(event.clientX, event.clientY, false);
			if (!spot || target.closest("[data-still]")) return;
			const placed = key === undefined ? undefined : agenda.find(key);
			const tune = (point: DragPoint) => (point.alt ? FINE_STEP : STEP);
			const cancel = () => gesture.end();
			const scroller = ground.scroller?.();

			const onPlaced = (placed: Placed, edge: "start" | "end" | undefined) => {
				if (agenda.value.asOf > 0) return;
				const color = (p: Placed) => p.occurrence.color || calendars.find(p.occurrence.calendar)?.color || "";
				const all = !edge && selection.has(placed.key) ? selectedOnes(states) : [placed];
				const others = all.filter(({ key }) => key !== placed.key);
				let span: Span = placed.span;
				const move = (point: DragPoint) => {
					const copy = point.mod && !edge;
					const at = ground.spotAt(point.x, point.y, true);
					if (!at || !(copy || edits.mayChange(placed))) return gesture.end();
					const to = point.shift && !edge ? { ...at, day: spot.day } : at;
					span = edge ? stretched(placed.span, edge, to, tune(point)) : moved(placed.span, spot, to, tune(point));
					gesture.show({
						...{ kind: edge ? "stretch" : "move", span, key: placed.key, copy },
						...{ title: placed.occurrence.summary, color: color(placed) },
						others: others.map((p) => ({
							span: along(p.span, span.start - placed.span.start),
							title: p.occurrence.summary,
							color: color(p),
						})),
					});
				};
				const drop = (point: DragPoint) => {
					const copy = point.mod && !edge;
					gesture.end();
					if (!copy && !edits.mayChange(placed)) return;
					const minutes = span.start - placed.span.start;
					const to = (p: Placed) => (p.key === placed.key ? span : along(p.span, minutes));
					if (others.length === 0) selection.select(placed.key);
					if (copy) void copyTogether(states, all, to);
					else if (others.length > 0) void moveTogether(states, all, to);
					else void edits.reschedule(placed, span);
				};
				trackDrag(event.nativeEvent, { move, drop, cancel, scroller });
			};

			const onGround = () => {
				if (event.shiftKey) return lasso(states, event.nativeEvent);
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
		[states, gesture, ground],
	);
}

/** The half hour a minute lies in. */
function slotMinute(minute: number | undefined): number | undefined {
	return minute === undefined ? undefined : Math.floor(minute / 30) * 30;
}
