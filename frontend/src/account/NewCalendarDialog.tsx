import { type FormEvent, useState } from "react";
import { failureOf } from "../backend";
import { useStates } from "../state";
import { Button } from "../ui";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Fields";
import { COLORS, ColorChoice } from "./ColorChoice";

/** A new calendar in an account, or on this computer. */
export default function NewCalendarDialog({ account }: { account: string }) {
	const { calendars, layers } = useStates();
	const [name, setName] = useState("");
	const [color, setColor] = useState(COLORS[calendars.value.length % COLORS.length]?.value ?? "");
	const [failure, setFailure] = useState("");
	const submit = async (event: FormEvent) => {
		event.preventDefault();
		try {
			await calendars.create(name.trim(), account, color);
			layers.close();
		} catch (thrown) {
			setFailure(failureOf(thrown).message);
		}
	};
	return (
		<Dialog title="New calendar" onClose={() => layers.close()} lightly width={360}>
			<form className="stack" onSubmit={submit}>
				<TextField label="Name" value={name} onChange={setName} autoFocus />
				<ColorChoice value={color} onChange={setColor} />
				{failure ? (
					<div className="note bad" role="alert">
						{failure}
					</div>
				) : null}
				<div className="dialog-actions">
					<Button kind="quiet" onPress={() => layers.close()}>
						Cancel
					</Button>
					<Button kind="primary" type="submit" isDisabled={!name.trim()}>
						Create
					</Button>
				</div>
			</form>
		</Dialog>
	);
}
