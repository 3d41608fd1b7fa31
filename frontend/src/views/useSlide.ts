import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { useStates } from "../state";
import { type Day, daysFrom } from "../time";
import { Slide } from "./Slide";

/** How long a wheel stands still before what it moved comes to rest, in ms. */
const PAUSE = 130;

/** Where days are columns, or weeks are rows. */
interface Track {
	/** Takes the wheel. */
	box: RefObject<HTMLElement | null>;
	/** Is moved: it has what is drawn in it, side by side. */
	grid: RefObject<HTMLElement | null>;
	days: readonly Day[];
	/** How many days a part has: 1 for columns, which slide across, 7 for rows, which slide down. */
	unit: 1 | 7;
}

/**
 * Lets a wheel or a trackpad slide the days: sideways or with Shift where they are columns, down where weeks are rows.
 * What a key brings on screen slides in. Answers the days to draw, and the style that says where they begin.
 */
export function useSlide({ box, grid, days, unit }: Track) {
	const { selection, viewing } = useStates();
	const pointedAt = useSyncExternalStore(selection.subscribe, () => selection.value.open);
	const [slide] = useState(() => new Slide());
	const [extra, setExtra] = useState({ before: 0, after: 0 });
	const frame = useRef(0);
	const turned = useRef(0);
	const first = days[0] ?? 0;
	const parts = days.length / unit;
	const seen = useRef({ first, parts });

	const draw = useCallback(() => {
		grid.current?.style.setProperty("--slide", String(slide.offset));
		const { before, after } = slide.extra;
		setExtra((now) => (now.before === before && now.after === after ? now : { before, after }));
	}, [grid, slide]);

	const settle = useCallback(() => {
		cancelAnimationFrame(frame.current);
		let last = performance.now();
		const step = (now: number) => {
			const there = slide.ease(now - last);
			last = now;
			draw();
			if (!there) frame.current = requestAnimationFrame(step);
		};
		frame.current = requestAnimationFrame(step);
	}, [slide, draw]);

	useLayoutEffect(() => {
		const moved = (first - seen.current.first) / unit - turned.current;
		const same = parts === seen.current.parts || unit === 7;
		seen.current = { first, parts };
		turned.current = 0;
		if (moved === 0) return;
		const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
		if (same && !calm && Number.isInteger(moved) && Math.abs(moved) <= parts) {
			slide.follow(moved);
			settle();
		} else slide.rest();
		draw();
	}, [first, parts, unit, slide, settle, draw]);

	// What a popover points to stands still.
	useLayoutEffect(() => {
		if (!pointedAt || slide.offset === 0) return;
		cancelAnimationFrame(frame.current);
		slide.rest();
		draw();
	}, [pointedAt, slide, draw]);

	useEffect(() => {
		const element = box.current;
		if (!element) return;
		let pause: ReturnType<typeof setTimeout> | undefined;
		const goOn = (whole: number) => {
			if (whole === 0) return;
			turned.current += whole;
			viewing.slide(whole);
		};
		const turn = (event: WheelEvent) => {
			const across = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
			if (event.ctrlKey || across !== (unit === 1)) return;
			event.preventDefault();
			cancelAnimationFrame(frame.current);
			clearTimeout(pause);
			const delta = unit === 7 ? event.deltaY : event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
			const size = (unit === 7 ? element.clientHeight : element.clientWidth) / parts;
			goOn(slide.turn((delta * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 40 : 1)) / size));
			draw();
			pause = setTimeout(() => {
				goOn(slide.release());
				settle();
			}, PAUSE);
		};
		element.addEventListener("wheel", turn, { passive: false });
		return () => {
			clearTimeout(pause);
			element.removeEventListener("wheel", turn);
		};
	}, [box, parts, unit, viewing, slide, draw, settle]);

	useEffect(() => () => cancelAnimationFrame(frame.current), []);
	const { before, after } = extra;
	const drawn = before + after === 0 ? days : daysFrom(first - before * unit, days.length + (before + after) * unit);
	return { drawn, style: { "--days": parts, "--drawn": drawn.length / unit, "--before": before } };
}
