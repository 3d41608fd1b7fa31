import { memo } from "react";
import { Block } from "../occurrence/Shapes";
import { type Placed, useStates, useValue } from "../state";
import { type Day, formatTime, isoDay, longDay, minuteOfWall, wallAt, weekdayOf } from "../time";
import { blocksOf } from "./arrange";

/** The hours of one day. */
export const DayColumn = memo(function DayColumn({ day, placed }: { day: Day; placed: readonly Placed[] }) {
	const slots = blocksOf(placed, day);
	const weekend = weekdayOf(day) % 6 === 0;
	const count = slots.length === 1 ? "1 event" : `${slots.length} events`;
	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset is a group of inputs; this is a group of events
		<div
			role="group"
			className={`day-column${weekend ? " is-weekend" : ""}`}
			aria-label={`${longDay(day)}, ${count}`}
			data-testid={`day-${isoDay(day)}`}
			data-day={day}
		>
			{slots.map(({ content, left, width }) => (
				<Block
					key={content.placed.key}
					placed={content.placed}
					from={content.start}
					to={content.end}
					left={left}
					width={width}
					before={content.before}
					after={content.after}
				/>
			))}
			<SlotMark day={day} />
			<NowLine day={day} />
		</div>
	);
});

/** The selected empty slot. */
function SlotMark({ day }: { day: Day }) {
	const { selection } = useStates();
	const { slot } = useValue(selection);
	if (slot?.day !== day || slot.minute === undefined) return null;
	return (
		<div className="slot" style={{ "--from": slot.minute, "--length": 60 }} data-testid="slot">
			<span className="tabular">{formatTime(wallAt(0, slot.minute))}</span> · type a title
		</div>
	);
}

/** A line at the present minute: strong in today's column, thin in the others. */
function NowLine({ day }: { day: Day }) {
	const { clock } = useStates();
	const { today, wall } = useValue(clock);
	return (
		<div
			className={`now-line${day === today ? " is-today" : ""}`}
			style={{ "--from": minuteOfWall(wall) }}
			data-testid={day === today ? "now-line" : undefined}
			aria-hidden
		/>
	);
}
