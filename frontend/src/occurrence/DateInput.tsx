import { CalendarDate } from "@internationalized/date";
import { CalendarDays, ChevronLeft, ChevronRight } from "lucide-react";
import { Button } from "react-aria-components/Button";
import { Calendar, CalendarCell, CalendarGrid, Heading } from "react-aria-components/Calendar";
import { DateInput as AriaDateInput, DateSegment } from "react-aria-components/DateField";
import { DatePicker } from "react-aria-components/DatePicker";
import { Dialog } from "react-aria-components/Dialog";
import { Group } from "react-aria-components/Group";
import { Popover } from "react-aria-components/Popover";
import "./inputs.css";
import { type Day, dayOf, fieldsOf } from "../time";

/** A day to type or to pick. */
export function DateInput({ label, day, onChange }: { label: string; day: Day; onChange: (day: Day) => void }) {
	const { year, month, dayOfMonth } = fieldsOf(day);
	return (
		<DatePicker
			aria-label={label}
			className="date-picker"
			value={new CalendarDate(year, month, dayOfMonth)}
			onChange={(date) => {
				if (date && date.year > 1900) onChange(dayOf(date.year, date.month, date.day));
			}}
		>
			<Group className="input date-input">
				<AriaDateInput className="segments tabular">
					{(segment) => <DateSegment className="segment-part" segment={segment} />}
				</AriaDateInput>
				<Button className="button quiet icon small">
					<CalendarDays size={14} aria-hidden />
				</Button>
			</Group>
			<Popover className="layer" offset={6}>
				<Dialog aria-label={label}>
					<Calendar className="picker">
						<header>
							<Button slot="previous" className="button quiet icon small">
								<ChevronLeft size={15} aria-hidden />
							</Button>
							<Heading />
							<Button slot="next" className="button quiet icon small">
								<ChevronRight size={15} aria-hidden />
							</Button>
						</header>
						<CalendarGrid>{(date) => <CalendarCell date={date} className="picker-day tabular" />}</CalendarGrid>
					</Calendar>
				</Dialog>
			</Popover>
		</DatePicker>
	);
}
