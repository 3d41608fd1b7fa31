import { Bell, MapPin, Repeat } from "lucide-react";
import { memo } from "react";
import type { Placed } from "../state";
import { type Day, daysOf, formatTime, formatTimes, isBar } from "../time";
import { titleOf } from "./describe";
import { Mark } from "./Shapes";
import { useLook } from "./useLook";

interface RowProps {
	placed: Placed;
	/** The day it is listed under. */
	day: Day;
	/** Whether it begins on that day. */
	first: boolean;
}

/** An occurrence as a row of a list: when, what, where. */
export const Row = memo(function Row({ placed, day, first }: RowProps) {
	const { classes, color, attributes, standing } = useLook(placed);
	const { occurrence } = placed;
	return (
		<button
			type="button"
			className={`row ${classes}`}
			style={color}
			{...attributes}
			{...(first ? {} : { "data-more": "" })}
		>
			<span className="when tabular">{whenOn(placed, day)}</span>
			<span className="dot" />
			<span className="title">{titleOf(occurrence)}</span>
			{occurrence.location ? (
				<span className="where">
					<MapPin size={12} aria-hidden />
					{occurrence.location}
				</span>
			) : null}
			{occurrence.recurs ? <Repeat size={12} aria-hidden /> : null}
			{occurrence.hasAlarm ? <Bell size={12} aria-hidden /> : null}
			<Mark standing={standing} />
		</button>
	);
});

/** When it is on that day; of several days, the how manieth. */
function whenOn({ span }: Placed, day: Day): string {
	const { first, last } = daysOf(span);
	if (first === last) return span.allDay ? "All day" : formatTimes(span);
	const nth = `Day ${day - first + 1} of ${last - first + 1}`;
	if (isBar(span)) return nth;
	return day === first ? `From ${formatTime(span.start)}` : `Until ${formatTime(span.end)}`;
}
