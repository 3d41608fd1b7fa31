import { ComboBox } from "react-aria-components/ComboBox";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Input } from "react-aria-components/TextField";
import { TimePair } from "../occurrence/TimePair";
import type { Fields } from "../state";
import { type Day, dayOfWall, dayspan, lastDay, minuteOfWall, type Span, shift, wallAt } from "../time";
import { Checkbox } from "../ui/Fields";
import { DateInput } from "./DateInput";

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
				{span.allDay ? null : <ZoneBox zone={zone} onChange={(to) => change({ zone: to })} />}
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

const FLOATING = "floating";

/** The zone times are in; floating means: whatever the clock on the wall says. */
function ZoneBox({ zone, onChange }: { zone: string; onChange: (zone: string) => void }) {
	const names = new Set([...Intl.supportedValuesOf("timeZone"), "UTC", ...(zone ? [zone] : [])]);
	const zones = [
		{ id: FLOATING, name: "Floating (no time zone)" },
		...[...names].sort().map((id) => ({ id, name: id.replaceAll("_", " ") })),
	];
	return (
		<ComboBox
			aria-label="Time zone"
			className="field zone-box"
			defaultItems={zones}
			defaultValue={zone || FLOATING}
			menuTrigger="focus"
			onChange={(key) => {
				if (key) onChange(key === FLOATING ? "" : String(key));
			}}
		>
			<Input data-testid="time-zone" />
			<Popover className="layer">
				<ListBox className="list">
					{(item: { id: string; name: string }) => (
						<ListBoxItem id={item.id} className="list-item">
							{item.name}
						</ListBoxItem>
					)}
				</ListBox>
			</Popover>
		</ComboBox>
	);
}
