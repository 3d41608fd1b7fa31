import { type RefObject, useEffect } from "react";
import { useStates } from "../state";

/** How far a wheel turns, in px, until a row of a month has gone by. */
const ROW = 90;

/**
 * Lets a wheel or a trackpad go from day to day where days are columns, sideways or with Shift,
 * and from week to week where weeks are rows. parts is how many columns or rows there are.
 */
export function useSlide(box: RefObject<HTMLElement | null>, parts: number, direction: "across" | "down" = "across") {
	const { viewing } = useStates();
	useEffect(() => {
		const element = box.current;
		if (!element) return;
		let turned = 0;
		let last = 0;
		const turn = (event: WheelEvent) => {
			const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
			const across = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
			if (event.ctrlKey || across !== (direction === "across")) return;
			event.preventDefault();
			if (event.timeStamp - last > 300) turned = 0; // another movement
			last = event.timeStamp;
			const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 40 : 1;
			turned += (direction === "across" ? sideways : event.deltaY) * unit;
			const step = direction === "across" ? Math.min(120, element.clientWidth / parts) : ROW;
			const whole = Math.trunc(turned / step);
			if (whole === 0) return;
			turned -= whole * step;
			viewing.slide(whole);
		};
		element.addEventListener("wheel", turn, { passive: false });
		return () => element.removeEventListener("wheel", turn);
	}, [box, parts, direction, viewing]);
}
