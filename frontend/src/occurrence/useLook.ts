import { type CSSProperties, useSyncExternalStore } from "react";
import { type Placed, useStates, useValue } from "../state";
import { describe } from "./describe";
import { eventStanding } from "./standing";

/** How an occurrence looks and what it is to keyboard and screen reader: the same in every shape. */
export function useLook(placed: Placed) {
	const { calendars, conflicts, selection, clock } = useStates();
	const { occurrence, key, span } = placed;
	const all = useValue(calendars);
	const calendar = all.find((c) => c.id === occurrence.calendar);
	const selected = useSyncExternalStore(selection.subscribe, () => selection.has(key));
	const last = useSyncExternalStore(selection.subscribe, () => selection.value.key === key);
	const past = useSyncExternalStore(clock.subscribe, () => span.end <= clock.value.wall);
	const standing = eventStanding(occurrence, calendar, useValue(conflicts));
	const classes = [
		"tinted",
		selected && "is-selected",
		past && "is-past",
		occurrence.status === "TENTATIVE" && "is-tentative",
		occurrence.status === "CANCELLED" && "is-cancelled",
		occurrence.transparency === "TRANSPARENT" && "is-free",
		!(calendar?.writable ?? false) && "is-fixed",
	].filter(Boolean);
	return {
		classes: classes.join(" "),
		color: { "--cal": occurrence.color || calendar?.color || "#888888" } as CSSProperties,
		standing,
		attributes: {
			"data-key": key,
			"data-testid": "occurrence",
			"data-state": occurrence.state,
			"data-standing": standing,
			"aria-label": describe(placed, calendar?.name ?? "", standing),
			"aria-pressed": selected,
			tabIndex: last ? 0 : -1,
		},
	};
}
