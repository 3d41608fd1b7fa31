import { ChevronDown, ChevronUp } from "lucide-react";
import { useState } from "react";
import { Bar } from "../occurrence/Shapes";
import { type Placed, useStates, useValue } from "../state";
import { type Day, isoDay } from "../time";
import { IconButton } from "../ui";
import { barsOf } from "./arrange";
import type { Gesture } from "./Gesture";
import { DayGhost } from "./Ghosts";

/** How many lanes are shown before the rest is folded away. */
const MOST_LANES = 4;

/** The bars above the hours: all-day occurrences, and timed ones of a day and longer. */
export function AllDayLane({
	days,
	placed,
	gesture,
}: {
	days: readonly Day[];
	placed: readonly Placed[];
	gesture: Gesture;
}) {
	const [unfolded, setUnfolded] = useState(false);
	const { selection } = useStates();
	const { slot } = useValue(selection);
	const bars = barsOf(placed, days);
	const lanes = Math.max(0, ...bars.map((bar) => bar.lane + 1));
	const shown = unfolded ? lanes : Math.min(lanes, MOST_LANES);
	const start = days[0] ?? 0;
	const place = (first: number, last: number, lane: number) => ({
		left: `calc(${(first / days.length) * 100}% + 1px)`,
		width: `calc(${((last - first + 1) / days.length) * 100}% - 4px)`,
		top: `calc(${lane} * var(--bar) + 2px)`,
	});
	const freeLane = (first: number, last: number) => {
		const busy = bars.filter((bar) => bar.first - start <= last && bar.last - start >= first).map((bar) => bar.lane);
		let lane = 0;
		while (busy.includes(lane)) lane++;
		return Math.min(lane, MOST_LANES);
	};
	return (
		<div className="lane-row">
			<div className="lane-label">
				{lanes > MOST_LANES ? (
					<IconButton
						small
						label={unfolded ? "Show fewer" : `Show all ${lanes}`}
						onPress={() => setUnfolded(!unfolded)}
					>
						{unfolded ? <ChevronUp size={14} aria-hidden /> : <ChevronDown size={14} aria-hidden />}
					</IconButton>
				) : (
					"all-day"
				)}
			</div>
			<div className="lane track-box" style={{ height: `calc(${shown} * var(--bar) + 8px)` }} data-testid="all-day">
				<div className="track">
					{days.map((day) => (
						<div
							key={day}
							className={`lane-day${slot?.day === day && slot.minute === undefined ? " is-slot" : ""}`}
							data-day={day}
							data-testid={`all-day-${isoDay(day)}`}
						/>
					))}
					{bars
						.filter((bar) => bar.lane < shown)
						.map((bar) => (
							<Bar
								key={bar.placed.key}
								placed={bar.placed}
								before={bar.before}
								after={bar.after}
								style={place(bar.first - start, bar.last - start, bar.lane)}
							/>
						))}
					<DayGhost gesture={gesture} days={days} place={(a, b) => place(a, b, freeLane(a, b))} />
				</div>
			</div>
		</div>
	);
}
