import { EVENT_COLORS } from "../occurrence/eventColors";
import { Select } from "../ui/Fields";

/** The colour of an event: its calendar's, or one of its own. */
export function ColorSelect(props: { value: string; onChange: (color: string) => void }) {
	const { value, onChange } = props;
	const known = value === "" || EVENT_COLORS.some((color) => color.value === value);
	const colors = known ? EVENT_COLORS : [...EVENT_COLORS, { value, name: value }];
	const options = [
		{ id: "", label: "Of the calendar" },
		...colors.map((color) => ({
			id: color.value,
			label: color.name,
			mark: <span className="swatch tinted" style={{ "--cal": color.value }} aria-hidden />,
		})),
	];
	return <Select label="Colour" options={options} value={value} onChange={onChange} testId="editor-color" />;
}
