import { useStates, useValue } from "../state";
import { Select } from "../ui/Fields";

/** Which calendar an event belongs to: those that can be written to. */
export function CalendarSelect({
	value,
	onChange,
	bare,
}: {
	value: string;
	onChange: (id: string) => void;
	bare?: boolean;
}) {
	const { calendars } = useStates();
	const all = useValue(calendars);
	const options = calendars.writable.map((c) => ({
		id: c.id,
		label: c.name,
		mark: <span className="swatch tinted" style={{ "--cal": c.color }} />,
	}));
	const present = all.find((c) => c.id === value);
	if (present && !options.some((o) => o.id === value))
		options.unshift({ id: present.id, label: present.name, mark: <span /> });
	return <Select label="Calendar" bare={bare} options={options} value={value} onChange={onChange} testId="calendar" />;
}
