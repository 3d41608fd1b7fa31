import { memo, useMemo } from "react";
import { layOutWeek } from "../layout";
import { Bar, Line } from "../occurrence/Shapes";
import { type Placed, useStates, useValue } from "../state";
import {
	type Day,
	daysFrom,
	daysOf,
	fieldsOf,
	formatDay,
	isBar,
	isoDay,
	longDay,
	weekdayOf,
	weekNumber,
} from "../time";
import { onDay } from "./arrange";
import type { Gesture } from "./Gesture";
import { DayGhost } from "./Ghosts";

interface MonthWeekProps {
	first: Day;
	/** A day of the month that is looked at; other months' days stand back. */
	month: Day;
	placed: readonly Placed[];
	rows: number;
	gesture: Gesture;
	onMore: (day: Day) => void;
}

/** One week of a month. */
export const MonthWeek = memo(function MonthWeek({ first, month, placed, rows, gesture, onMore }: MonthWeekProps) {
	const week = useMemo(() => layOut(first, placed, rows), [first, placed, rows]);
	const days = daysFrom(first, 7);
	return (
		<div className="month-week">
			{days.map((day) => (
				<MonthDay key={day} day={day} month={month} placed={placed} />
			))}
			<WeekNumber first={first} />
			{week.bars.map(({ content, lane, first: from, last, before, after }) => (
				<Bar
					key={`${content.placed.key} ${from}`}
					placed={content.placed}
					before={before}
					after={after}
					style={{ "--column": from - first, "--wide": last - from + 1, "--row": lane }}
				/>
			))}
			{days.flatMap((day, i) =>
				(week.singles.get(day) ?? []).map(({ content, lane }) => (
					<Line
						key={content.placed.key}
						placed={content.placed}
						style={{ "--column": i, "--wide": 1, "--row": lane }}
					/>
				)),
			)}
			{days.map((day, i) => {
				const more = week.more.get(day);
				return more ? (
					<button
						key={day}
						type="button"
						className="more"
						data-still=""
						style={{ "--column": i, "--row": rows - 1 }}
						data-more={day}
						aria-label={`${more} more on ${longDay(day)}`}
						onClick={() => onMore(day)}
					>
						+{more} more
					</button>
				) : null;
			})}
			<DayGhost
				gesture={gesture}
				days={days}
				timed
				place={(a, b) => ({ "--column": a, "--wide": b - a + 1, "--row": 0 })}
			/>
		</div>
	);
});

/** The number of a week leads to it. */
function WeekNumber({ first }: { first: Day }) {
	const { viewing } = useStates();
	const number = weekNumber(first + 3);
	return (
		<button
			type="button"
			tabIndex={-1}
			className="week-number tabular"
			data-still=""
			aria-label={`Show week ${number}`}
			onClick={() => viewing.show("week", first)}
		>
			{number}
		</button>
	);
}

function layOut(first: Day, placed: readonly Placed[], rows: number) {
	const runs = placed.map((p) => ({ placed: p, ...daysOf(p.span) }));
	const bars = runs.filter((run) => isBar(run.placed.span));
	return layOutWeek(
		first,
		bars,
		runs.filter((run) => !isBar(run.placed.span)),
		rows,
	);
}

function MonthDay({ day, month, placed }: { day: Day; month: Day; placed: readonly Placed[] }) {
	const { clock, selection, viewing } = useStates();
	const { today } = useValue(clock);
	const { slot } = useValue(selection);
	const { dayOfMonth, month: monthNumber } = fieldsOf(day);
	const count = onDay(placed, day).length;
	const classes = [
		"month-day",
		day === today && "is-today",
		monthNumber !== fieldsOf(month).month && "is-outside",
		weekdayOf(day) % 6 === 0 && "is-weekend",
		slot?.day === day && "is-slot",
	];
	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset is a group of inputs; this is a group of events
		<div
			role="group"
			className={classes.filter(Boolean).join(" ")}
			data-day={day}
			data-testid={`day-${isoDay(day)}`}
			aria-label={`${longDay(day)}${day === today ? ", today" : ""}, ${count === 1 ? "1 event" : `${count} events`}`}
		>
			<button
				type="button"
				tabIndex={-1}
				className="day-number tabular"
				data-still=""
				aria-label={`Show ${longDay(day)}`}
				onClick={() => viewing.show("day", day)}
			>
				{dayOfMonth === 1 ? formatDay(day, { month: "short", day: "numeric" }) : dayOfMonth}
			</button>
		</div>
	);
}
