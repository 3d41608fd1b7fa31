import { useEffect, useRef } from "react";
import { Row } from "../occurrence/Row";
import { openEditor, useStates, useValue } from "../state";
import { type Day, daysOf, formatDay, isoDay, longDay } from "../time";
import { onDay } from "./arrange";
import { clickOn } from "./selecting";
import "./agenda.css";

/** What comes, day by day, as a list. Days without events are left out, but for today. */
export default function AgendaView() {
	const states = useStates();
	const { agenda, clock, viewing } = states;
	const { days, day } = useValue(viewing);
	const { placed, loaded } = useValue(agenda);
	const { today } = useValue(clock);
	const scroller = useRef<HTMLElement>(null);
	// biome-ignore lint/correctness/useExhaustiveDependencies: another day begins at the top
	useEffect(() => void scroller.current?.scrollTo({ top: 0 }), [day]);
	const keyAt = (target: EventTarget) => (target as Element).closest<HTMLElement>("[data-key]")?.dataset.key;
	const shown = days.filter((d) => d === today || onDay(placed, d).length > 0);
	const end = days.at(-1) ?? day;
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: the clicks are those of the buttons inside; the window's keys do the same
		<section
			className="agenda"
			aria-label={`Agenda, ${longDay(day)} to ${longDay(end)}`}
			data-grid=""
			data-testid="view-agenda"
			tabIndex={-1}
			ref={scroller}
			onClick={(event) => {
				const key = keyAt(event.target);
				if (key) clickOn(states, key, event);
			}}
			onDoubleClick={({ target, ctrlKey, metaKey, shiftKey }) => {
				const key = keyAt(target);
				if (key && !(ctrlKey || metaKey || shiftKey)) void openEditor(states, key);
			}}
		>
			{shown.map((d) => (
				<AgendaDay key={d} day={d} isToday={d === today} />
			))}
			{loaded && shown.every((d) => onDay(placed, d).length === 0) ? (
				<p className="agenda-empty">
					Nothing is on until {longDay(end)}. Press <kbd>N</kbd> to add an event, <kbd>J</kbd> to look further.
				</p>
			) : null}
		</section>
	);
}

function AgendaDay({ day, isToday }: { day: Day; isToday: boolean }) {
	const { agenda, viewing } = useStates();
	const { placed } = useValue(agenda);
	const events = onDay(placed, day);
	return (
		<section
			className={`agenda-day${isToday ? " is-today" : ""}`}
			aria-label={longDay(day)}
			data-testid={`day-${isoDay(day)}`}
		>
			<header>
				<button
					type="button"
					tabIndex={-1}
					onClick={() => viewing.show("day", day)}
					aria-label={`Show ${longDay(day)}`}
				>
					<strong className="tabular">{formatDay(day, { day: "numeric" })}</strong>
					<span>
						{formatDay(day, { weekday: "short" })}
						<small>{isToday ? "Today" : formatDay(day, { month: "short" })}</small>
					</span>
				</button>
			</header>
			<div className="agenda-rows">
				{events.length === 0 ? <p className="agenda-none">Nothing today</p> : null}
				{events.map((p) => (
					<Row key={p.key} placed={p} day={day} first={daysOf(p.span).first === day} />
				))}
			</div>
		</section>
	);
}
