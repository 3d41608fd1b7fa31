import { CalendarClock } from "lucide-react";
import { useState } from "react";
import { DateInput } from "../occurrence/DateInput";
import { travel, useStates, useValue } from "../state";
import { dayOfWall, wallOf } from "../time";
import { Button } from "../ui";

/** The way to the calendar as it was known on a day. */
export function TravelField() {
	const states = useStates();
	const { agenda, clock } = states;
	const { today } = useValue(clock);
	const { asOf } = useValue(agenda);
	const [day, setDay] = useState(asOf > 0 ? dayOfWall(wallOf(asOf, clock.zone)) : today - 7);
	return (
		<div className="travel">
			<CalendarClock size={15} aria-hidden />
			<span>The calendar as it was on</span>
			<DateInput label="Day to look back to" day={day} onChange={setDay} />
			<Button onPress={() => travel(states, day)} isDisabled={day >= today} data-testid="travel">
				Look
			</Button>
		</div>
	);
}
