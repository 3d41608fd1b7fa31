import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useStates, useValue } from "../state";
import {
	addMonths,
	type Day,
	daysFrom,
	daysShown,
	fieldsOf,
	formatDay,
	isoDay,
	longDay,
	startOfMonth,
	weekNumber,
} from "../time";
import { IconButton } from "../ui";
import "./mini.css";

/** A month at a glance: click or arrow keys go to a day. */
export function MiniMonth() {
	const { busy, calendars, clock, viewing } = useStates();
	const { day, days, weekStart } = useValue(viewing);
	const { today } = useValue(clock);
	const held = useValue(busy);
	useValue(calendars);
	const [month, setMonth] = useState(startOfMonth(day));
	const grid = useRef<HTMLDivElement>(null);
	useEffect(() => setMonth(startOfMonth(day)), [day]);

	const shown = daysFrom(daysShown("month", month, weekStart)[0] ?? 0, 42);
	const [first, last] = [shown[0] ?? 0, shown[41] ?? 0];
	useEffect(() => void busy.show(first, last), [busy, first, last]);
	const keyed = shown.includes(day) ? day : month;
	const focusDay = (to: Day) => {
		viewing.goTo(to);
		requestAnimationFrame(() => grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus());
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const to = keyTo(event.key, keyed);
		if (to === undefined) return;
		event.preventDefault();
		event.stopPropagation();
		focusDay(to);
	};
	return (
		<section className="mini" aria-label="Month at a glance">
			<header>
				<h2>
					{formatDay(month, { month: "long" })} <span>{fieldsOf(month).year}</span>
				</h2>
				<IconButton small label="Previous month" onPress={() => setMonth(addMonths(month, -1))}>
					<ChevronLeft size={15} aria-hidden />
				</IconButton>
				<IconButton small label="Next month" onPress={() => setMonth(addMonths(month, 1))}>
					<ChevronRight size={15} aria-hidden />
				</IconButton>
			</header>
			{/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the day buttons inside */}
			<div
				className="mini-grid tabular"
				ref={grid}
				onKeyDown={onKeyDown}
				onWheel={(event) => setMonth(addMonths(month, Math.sign(event.deltaY)))}
			>
				<span aria-hidden />
				{shown.slice(0, 7).map((d) => (
					<span key={d} className="mini-weekday" aria-hidden>
						{formatDay(d, { weekday: "narrow" })}
					</span>
				))}
				{shown.flatMap((d, i) => {
					const events = held.get(d) ?? [];
					const colors = new Set(events.map((id) => calendars.find(id)?.color ?? ""));
					const classes = [
						"mini-day",
						d === today && "is-today",
						days.includes(d) && days.length <= 7 && "is-shown",
						d === day && "is-day",
						fieldsOf(d).month !== fieldsOf(month).month && "is-outside",
					];
					const number = weekNumber(d + 3);
					return [
						i % 7 === 0 ? (
							<button
								key={`week ${d}`}
								type="button"
								tabIndex={-1}
								className="mini-week"
								aria-label={`Show week ${number}`}
								onClick={() => viewing.show("week", d)}
							>
								{number}
							</button>
						) : null,
						<button
							key={d}
							type="button"
							tabIndex={d === keyed ? 0 : -1}
							className={classes.filter(Boolean).join(" ")}
							aria-label={`${longDay(d)}${d === today ? ", today" : ""}${eventsWords(events.length)}`}
							aria-current={d === today ? "date" : undefined}
							data-testid={`mini-${isoDay(d)}`}
							onClick={() => viewing.goTo(d)}
						>
							<span>{fieldsOf(d).dayOfMonth}</span>
							<i aria-hidden>
								{[...colors].slice(0, 3).map((color) => (
									<b key={color} className="tinted" style={{ "--cal": color }} />
								))}
							</i>
						</button>,
					];
				})}
			</div>
		</section>
	);
}

function eventsWords(count: number): string {
	if (count === 0) return "";
	return count === 1 ? ", 1 event" : `, ${count} events`;
}

/** The day a key goes to. */
function keyTo(key: string, day: Day): Day | undefined {
	const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[key];
	if (days) return day + days;
	const months = { PageUp: -1, PageDown: 1 }[key];
	return months ? addMonths(day, months) : undefined;
}
