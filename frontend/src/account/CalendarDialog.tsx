import { type FormEvent, useState } from "react";
import { type CalendarInfo, failureOf } from "../backend";
import { useStates } from "../state";
import { Button } from "../ui";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Fields";
import { ColorChoice } from "./ColorChoice";

/** Another name or another colour for a calendar. */
export default function CalendarDialog(props: { calendar: CalendarInfo; what: "name" | "color"; onClose: () => void }) {
	const { calendar, what, onClose } = props;
	const { calendars, messages } = useStates();
	const [name, setName] = useState(calendar.name);
	const [color, setColor] = useState(calendar.color);
	const submit = async (event: FormEvent) => {
		event.preventDefault();
		onClose();
		try {
			if (what === "name" && name.trim() && name !== calendar.name) await calendars.rename(calendar.id, name.trim());
			if (what === "color" && color !== calendar.color) await calendars.recolor(calendar.id, color);
		} catch (thrown) {
			messages.failed(failureOf(thrown));
		}
	};
	return (
		<Dialog
			title={what === "name" ? "Rename calendar" : `Colour of ${calendar.name}`}
			onClose={onClose}
			lightly
			width={360}
		>
			<form className="stack" onSubmit={submit}>
				{what === "name" ? (
					<TextField label="Name" value={name} onChange={setName} autoFocus />
				) : (
					<ColorChoice value={color} onChange={setColor} />
				)}
				<div className="dialog-actions">
					<Button kind="quiet" onPress={onClose}>
						Cancel
					</Button>
					<Button kind="primary" type="submit">
						Save
					</Button>
				</div>
			</form>
		</Dialog>
	);
}
