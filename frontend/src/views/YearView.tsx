import { type CSSProperties, type KeyboardEvent, useEffect, useRef } from "react";
import { useStates, useValue } from "../state";
import {
	addMonths,
	type Day,
	dayOf,
	daysFrom,
	daysOf,
	fieldsOf,
	formatDay,
	isoDay,
	longDay,
	startOfWeek,
	startOfYear,
} from "../time";
import "./year.css";

/** From how many events on a day is of the first, second, third and fourth degree of heat. */
const DEGREES = [1, 3, 5, 8];

/** The months, counted from January on. */
const MONTHS = Array.from({ length: 12 }, (_, month) => month);

/** The months of a year, with a heat of busy days. */
export default function YearView() {
	const { agenda, viewing } = useStates();
	const { day } = useValue(viewing);
	const { placed } = useValue(agenda);
	const grid = useRef<HTMLDivElement>(null);
	const counts = new Map<Day, number>();
	for (const { span } of placed) {
		const { first, last } = daysOf(span);
		for (let d = first; d <= last; d++) counts.set(d, (counts.get(d) ?? 0) + 1);
	}
	const first = startOfYear(day);
	useEffect(() => {
		if (document.activeElement === document.body) focusDay(grid.current);
	}, []);
	const onKeyDown = (event: KeyboardEvent) => {
		const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
		if (by === undefined || event.altKey || event.shiftKey) return;
		event.preventDefault();
		event.stopPropagation();
		viewing.goTo(day + by);
		requestAnimationFrame(() => focusDay(grid.current));
	};
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the day buttons inside
		<div className="year" ref={grid} onKeyDown={onKeyDown} data-grid="" data-testid="view-year">
			{MONTHS.map((month) => (
				<YearMonth key={month} first={addMonths(first, month)} counts={counts} />
			))}
		</div>
	);
}

function focusDay(grid: HTMLElement | null): void {
	grid?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
}

function YearMonth({ first, counts }: { first: Day; counts: ReadonlyMap<Day, number> }) {
	const { clock, viewing } = useStates();
	const { day, weekStart } = useValue(viewing);
	const { today } = useValue(clock);
	const { year, month } = fieldsOf(first);
	const days = daysFrom(first, dayOf(year, month + 1, 1) - first);
	const lead = first - startOfWeek(first, weekStart);
	return (
		<section className="year-month" aria-label={formatDay(first, { month: "long", year: "numeric" })}>
			<h2>
				<button type="button" tabIndex={-1} onClick={() => viewing.show("month", first)}>
					{formatDay(first, { month: "long" })}
				</button>
			</h2>
			<div className="year-days tabular">
				{daysFrom(first - lead, 7).map((d) => (
					<span key={d} aria-hidden>
						{formatDay(d, { weekday: "narrow" })}
					</span>
				))}
				{days.map((d) => {
					const count = counts.get(d) ?? 0;
					const heat = DEGREES.filter((least) => count >= least).length;
					const said = count === 0 ? "no events" : count === 1 ? "1 event" : `${count} events`;
					return (
						<button
							key={d}
							type="button"
							tabIndex={d === day ? 0 : -1}
							className={`heat-${heat}${d === today ? " is-today" : ""}${d === day ? " is-day" : ""}`}
							style={d === first ? ({ gridColumnStart: lead + 1 } as CSSProperties) : undefined}
							title={`${longDay(d)}: ${said}`}
							aria-label={`${longDay(d)}${d === today ? ", today" : ""}, ${said}`}
							data-testid={`year-${isoDay(d)}`}
							onClick={() => viewing.show("day", d)}
						>
							{fieldsOf(d).dayOfMonth}
						</button>
					);
				})}
			</div>
		</section>
	);
}
