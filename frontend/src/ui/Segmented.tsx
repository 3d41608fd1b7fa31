import { ToggleButton } from "react-aria-components/ToggleButton";
import { ToggleButtonGroup } from "react-aria-components/ToggleButtonGroup";

/** A row of which one is chosen. */
export function Segmented<T extends string>(props: {
	label: string;
	options: readonly { id: T; label: string }[];
	value: T;
	onChange: (value: T) => void;
}) {
	return (
		<ToggleButtonGroup
			aria-label={props.label}
			className="segmented"
			selectionMode="single"
			disallowEmptySelection
			selectedKeys={[props.value]}
			onSelectionChange={(keys) => {
				const [key] = [...keys];
				if (key !== undefined) props.onChange(key as T);
			}}
		>
			{props.options.map((option) => (
				<ToggleButton key={option.id} id={option.id} className="segment" aria-label={option.label}>
					<span className="long">{option.label}</span>
					<span className="short">{option.label.slice(0, 1)}</span>
				</ToggleButton>
			))}
		</ToggleButtonGroup>
	);
}
