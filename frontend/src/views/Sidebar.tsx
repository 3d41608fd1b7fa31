import { CalendarList } from "../account/CalendarList";
import { Invitation } from "../account/Invitation";
import { MiniMonth } from "./MiniMonth";
import { SideFoot } from "./SideFoot";

/** The month at a glance, and the calendars. */
export function Sidebar() {
	return (
		<nav className="side" aria-label="Calendars and dates">
			<MiniMonth />
			<CalendarList />
			<Invitation />
			<SideFoot />
		</nav>
	);
}
