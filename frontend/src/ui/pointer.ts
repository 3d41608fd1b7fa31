/** Where a drag is, and the keys held during it. */
export interface DragPoint {
	x: number;
	y: number;
	alt: boolean;
	shift: boolean;
	/** Ctrl or ⌘. */
	mod: boolean;
}

export interface DragHandlers {
	/** The pointer moved, or the view scrolled under it. */
	move: (point: DragPoint) => void;
	/** Let go after moving. */
	drop: (point: DragPoint) => void;
	/** Esc, or the system took the pointer away. */
	cancel: () => void;
	/** Let go without having moved. */
	click?: () => void;
	/** Scrolls by itself when the pointer comes near its lower edge, or the lower edge of the head px that stick to its top. */
	scroller?: { element: HTMLElement; head: number } | undefined;
}

/** How far the pointer moves before it is a drag, in px. */
const THRESHOLD = 4;
/** How near to an edge scrolling begins, and how fast it is at most, in px. */
const EDGE = 36;
const FASTEST = 14;

/** Follows a pressed pointer until it is let go. Esc cancels and means nothing else. */
export function trackDrag(down: PointerEvent, handlers: DragHandlers): void {
	let last: DragPoint = pointOf(down);
	let moving = false;
	let frame = 0;

	const move = (event: PointerEvent) => {
		if (event.pointerId !== down.pointerId) return;
		last = pointOf(event);
		if (!moving && Math.hypot(last.x - down.clientX, last.y - down.clientY) < THRESHOLD) return;
		if (!moving) {
			moving = true;
			document.documentElement.classList.add("dragging");
			frame = requestAnimationFrame(scroll);
		}
		event.preventDefault();
		handlers.move(last);
	};
	const up = (event: PointerEvent) => {
		if (event.pointerId !== down.pointerId) return;
		end();
		if (!moving) return handlers.click?.();
		swallowClick();
		handlers.drop(last);
	};
	const cancel = () => {
		end();
		if (moving) swallowClick();
		handlers.cancel();
	};
	const key = (event: KeyboardEvent) => {
		if (event.key === "Escape" && moving) {
			event.preventDefault();
			event.stopPropagation();
			cancel();
		} else if (["Alt", "Shift", "Control", "Meta"].includes(event.key) && moving) {
			event.preventDefault();
			last = { ...last, alt: event.altKey, shift: event.shiftKey, mod: event.ctrlKey || event.metaKey };
			handlers.move(last);
		}
	};
	const scroll = () => {
		const { scroller } = handlers;
		if (scroller) {
			const box = scroller.element.getBoundingClientRect();
			const top = box.top + scroller.head;
			const up = last.y >= top ? Math.max(0, top + EDGE - last.y) : 0;
			const past = Math.max(0, last.y - (box.bottom - EDGE)) - up;
			if (past !== 0) {
				scroller.element.scrollTop += Math.sign(past) * Math.min(FASTEST, Math.abs(past) / 3);
				handlers.move(last);
			}
		}
		frame = requestAnimationFrame(scroll);
	};
	const end = () => {
		cancelAnimationFrame(frame);
		document.documentElement.classList.remove("dragging");
		window.removeEventListener("pointermove", move);
		window.removeEventListener("pointerup", up);
		window.removeEventListener("pointercancel", cancel);
		window.removeEventListener("keydown", key, true);
		window.removeEventListener("keyup", key, true);
	};
	window.addEventListener("pointermove", move);
	window.addEventListener("pointerup", up);
	window.addEventListener("pointercancel", cancel);
	window.addEventListener("keydown", key, true);
	window.addEventListener("keyup", key, true);
}

function pointOf(event: PointerEvent): DragPoint {
	return {
		x: event.clientX,
		y: event.clientY,
		alt: event.altKey,
		shift: event.shiftKey,
		mod: event.ctrlKey || event.metaKey,
	};
}

/** The click that ends a drag is none. */
function swallowClick(): void {
	const stop = (event: Event) => {
		event.stopPropagation();
		event.preventDefault();
	};
	window.addEventListener("click", stop, { capture: true, once: true });
	setTimeout(() => window.removeEventListener("click", stop, true), 0);
}
