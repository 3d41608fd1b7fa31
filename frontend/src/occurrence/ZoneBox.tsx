import { useMemo, useState } from "react";
import { ComboBox } from "react-aria-components/ComboBox";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Input } from "react-aria-components/TextField";
import { Button } from "../ui";
import "./inputs.css";

const FLOATING = "floating";
const FLOATING_NAME = "Floating (no time zone)";

/**
 * The zone times are in; floating means: whatever the clock on the wall says.
 * The list of some four hundred is made when it is asked for, so that the
 * editor opens at once.
 */
export function ZoneBox({ zone, onChange }: { zone: string; onChange: (zone: string) => void }) {
	const [choosing, setChoosing] = useState(false);
	if (choosing) return <ZoneList zone={zone} onChange={onChange} />;
	return (
		<span className="zone-button">
			<Button kind="quiet" onPress={() => setChoosing(true)} data-testid="time-zone">
				{zone.replaceAll("_", " ") || FLOATING_NAME}
			</Button>
		</span>
	);
}

function ZoneList({ zone, onChange }: { zone: string; onChange: (zone: string) => void }) {
	const zones = useMemo(() => {
		const names = new Set([...Intl.supportedValuesOf("timeZone"), "UTC", ...(zone ? [zone] : [])]);
		return [
			{ id: FLOATING, name: FLOATING_NAME },
			...[...names].sort().map((id) => ({ id, name: id.replaceAll("_", " ") })),
		];
	}, [zone]);
	return (
		<ComboBox
			aria-label="Time zone"
			className="field zone-box"
			defaultItems={zones}
			defaultValue={zone || FLOATING}
			menuTrigger="focus"
			autoFocus
			onChange={(key) => {
				if (key) onChange(key === FLOATING ? "" : String(key));
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
