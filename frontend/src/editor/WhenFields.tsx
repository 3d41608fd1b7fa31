import { DateInput } from "../occurrence/DateInput";
import { TimePair } from "../occurrence/TimePair";
import { ZoneBox } from "../occurrence/ZoneBox";
import type { Fields } from "../state";
import { type Day, dayOfWall, dayspan, lastDay, minuteOfWall, type Span, shift, wallAt } from "../time";
import { Checkbox } from "../ui/Fields";

/** When: days, times, whether it is all day, and in which zone. */
export function WhenFields({ fields, change }: { fields: Fields; change: (fields: Partial<Fields>) => void }) {
	const { span, zone } = fields;
	const first = dayOfWall(span.start);
	const lastShown = span.allDay ? lastDay(span) : dayOfWall(span.end);
	const setFirst = (day: Day) => change({ span: shift(span, (day - first) * 1440) });
	const setLast = (day: Day) => change({ span: endingOn(span, Math.max(day, first)) });
	const setAllDay = (allDay: boolean) => {
		const timed = { start: wallAt(first, 9 * 60), end: wallAt(first, 10 * 60), allDay: false };
		change({ span: allDay ? dayspan(first, lastDay(span)) : timed });
	};
	return (
		<fieldset className="editor-when">
			<legend className="unseen">When</legend>
			<div className="editor-when-row">
				<DateInput label="Start day" day={first} onChange={setFirst} />
				{span.allDay ? <span aria-hidden>–</span> : <TimePair span={span} onChange={(to) => change({ span: to })} />}
				<DateInput label="End day" day={lastShown} onChange={setLast} />
			</div>
			<div className="editor-when-row">
				<Checkbox isSelected={span.allDay} onChange={setAllDay} data-testid="all-day-box">
					All day
				</Checkbox>
				{span.allDay ? null : (
					<ZoneBox none="Floating (no time zone)" zone={zone} onChange={(to) => change({ zone: to })} />
				)}
			</div>
		</fieldset>
	);
}

/** A span that ends on day: all of it when it is all day, at the same time of day otherwise. */
function endingOn(span: Span, day: Day): Span {
	if (span.allDay) return { ...span, end: wallAt(day + 1, 0) };
	const end = wallAt(day, minuteOfWall(span.end));
	return { ...span, end: end > span.start ? end : wallAt(day + 1, minuteOfWall(span.end)) };
}
