import type { CSSProperties } from "react";
import { useStates, useValue } from "../state";
import { type Day, daysOf, formatLength, formatTimes, isBar, type Span, wallAt } from "../time";
import type { Gesture } from "./Gesture";

interface Shown {
	span: Span;
	title: string;
	color: string;
	draft: boolean;
}

/** What floats over a view now: what the drag under way takes along, else the new event being written. */
export function useGhosts(gesture: Gesture): readonly Shown[] {
	const { draft, calendars } = useStates();
	const dragged = useValue(gesture);
	const written = useValue(draft);
	if (dragged) return [dragged, ...(dragged.others ?? [])].map((one) => ({ ...one, draft: false }));
	if (!written || written.details) return [];
	const { span, summary, calendar, color } = written.fields;
	return [{ span, title: summary, color: color || calendars.find(calendar)?.color || "", draft: true }];
}

/** The ghosts among the hours: one piece per day each touches. */
export function HourGhost({ gesture, days }: { gesture: Gesture; days: readonly Day[] }) {
	return useGhosts(gesture).map((ghost, n) => {
		if (isBar(ghost.span)) return null;
		const { first, last } = daysOf(ghost.span);
		return days.map((day, i) => {
			if (day < first || day > last) return null;
			const from = Math.max(ghost.span.start, wallAt(day, 0)) - wallAt(day, 0);
			const to = Math.min(ghost.span.end, wallAt(day + 1, 0)) - wallAt(day, 0);
			const style = { "--cal": ghost.color, "--from": from, "--length": to - from, "--column": i } as CSSProperties;
			return (
				<div
					// biome-ignore lint/suspicious/noArrayIndexKey: they have no other name, and keep their order
					key={`${n}-${day}`}
					className={`ghost tinted${ghost.draft ? " is-draft" : ""}`}
					style={style}
					data-testid="ghost"
					{...(n === 0 && day === first ? { "data-draft": "" } : {})}
				>
					<strong>{ghost.title || (ghost.draft ? "New event" : "")}</strong>
					<span className="tabular">
						{formatTimes(ghost.span)} · {formatLength(ghost.span.end - ghost.span.start)}
					</span>
				</div>
			);
		});
	});
}

/** The ghosts over days. place says where a run of days lies. */
export function DayGhost(props: {
	gesture: Gesture;
	days: readonly Day[];
	place: (first: number, last: number) => CSSProperties;
	/** Whether timed spans are drawn over days too, as a month does. */
	timed?: boolean;
}) {
	const [start, end] = [props.days[0] ?? 0, props.days[props.days.length - 1] ?? 0];
	return useGhosts(props.gesture).map((ghost, n) => {
		const run = daysOf(ghost.span);
		if (!(props.timed || isBar(ghost.span)) || run.last < start || run.first > end) return null;
		const [first, last] = [Math.max(run.first, start), Math.min(run.last, end)];
		const style = { "--cal": ghost.color, ...props.place(first - start, last - start) } as CSSProperties;
		const length = formatLength((run.last - run.first + 1) * 1440);
		return (
			<div
				// biome-ignore lint/suspicious/noArrayIndexKey: they have no other name, and keep their order
				key={n}
				className={`ghost bar-ghost tinted${ghost.draft ? " is-draft" : ""}`}
				style={style}
				data-testid="ghost"
				{...(n === 0 && run.first >= start ? { "data-draft": "" } : {})}
			>
				<strong>{ghost.title || (ghost.draft ? "New event" : "")}</strong>
				<span className="tabular">{ghost.span.allDay ? length : formatTimes(ghost.span)}</span>
			</div>
		);
	});
}
