import { useMemo, useState } from "react";
import { ComboBox } from "react-aria-components/ComboBox";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Input } from "react-aria-components/TextField";
import { Button } from "../ui";
import "./inputs.css";

/** What stands for no zone in the list, whose keys cannot be empty. */
const NONE = "none";

interface ZoneBoxProps {
	/** "" for none. */
	zone: string;
	/** What it is called to have none. */
	none: string;
	onChange: (zone: string) => void;
	testId?: string;
}

/**
 * The zone times are in.
 * The list of some four hundred is made when it is asked for, so that the
 * dialog opens at once.
 */
export function ZoneBox({ zone, none, onChange, testId = "time-zone" }: ZoneBoxProps) {
	const [choosing, setChoosing] = useState(false);
	if (choosing) return <ZoneList zone={zone} none={none} onChange={onChange} />;
	return (
		<span className="zone-button">
			<Button kind="quiet" onPress={() => setChoosing(true)} data-testid={testId}>
				{zone.replaceAll("_", " ") || none}
			</Button>
		</span>
	);
}

function ZoneList({ zone, none, onChange }: ZoneBoxProps) {
	const zones = useMemo(() => {
		const names = new Set([...Intl.supportedValuesOf("timeZone"), "UTC", ...(zone ? [zone] : [])]);
		return [{ id: NONE, name: none }, ...[...names].sort().map((id) => ({ id, name: id.replaceAll("_", " ") }))];
	}, [zone, none]);
	return (
		<ComboBox
			aria-label="Time zone"
			className="field zone-box"
			defaultItems={zones}
			defaultValue={zone || NONE}
			menuTrigger="focus"
			autoFocus
			onChange={(key) => {
				if (key) onChange(key === NONE ? "" : String(key));
			}}
		>
			<Input data-testid="time-zone-input" />
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
