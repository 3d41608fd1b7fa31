import { CalendarClock } from "lucide-react";
import { travel, useStates, useValue } from "../state";
import { dayOfWall, formatDay, wallOf } from "../time";
import { Button } from "../ui";

/** Says that what is on screen is the past's knowledge, and leads back. */
export default function TravelBar() {
	const states = useStates();
	const { agenda, clock } = states;
	const { asOf } = useValue(agenda);
	if (asOf === 0) return null;
	const day = dayOfWall(wallOf(asOf, clock.zone));
	return (
		<div className="notice-line is-past-view" role="status" data-testid="travel-bar">
			<CalendarClock size={15} aria-hidden />
			<p>
				The calendar as it was on <strong>{formatDay(day, { weekday: "short", day: "numeric", month: "long" })}</strong>
			</p>
			<Button onPress={() => travel(states, undefined)} data-testid="back-to-now">
				Back to now
			</Button>
		</div>
	);
}
