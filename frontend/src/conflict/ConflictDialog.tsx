import { type CSSProperties, useEffect, useState } from "react";
import type { Conflict, Take } from "../backend";
import { useStates, useValue } from "../state";
import { Button } from "../ui";
import { Dialog } from "../ui/Dialog";
import { Choice, type Side } from "./Choice";
import "./conflict.css";

const leads: Record<Conflict["reason"], string> = {
	changed: "It was changed here and on the server since they last agreed. Until you choose, theirs is shown.",
	refused: "The server did not take your version. Until you choose, theirs is shown.",
	gone: "You changed it, and it was deleted on the server.",
};

/** The conflicts one after the other, that of object first: mine beside theirs, field by field. */
export default function ConflictDialog({ object }: { object: string | undefined }) {
	const { conflicts, layers } = useStates();
	const open = useValue(conflicts);
	const first = open.find((conflict) => conflict.object === object) ?? open[0];
	useEffect(() => {
		if (!first) layers.close();
	}, [first, layers]);
	return first ? <Card key={first.id} conflict={first} left={open.length - 1} /> : null;
}

function Card({ conflict, left }: { conflict: Conflict; left: number }) {
	const { calendars, conflicts, layers } = useStates();
	const calendar = useValue(calendars).find((c) => c.id === conflict.calendar);
	const [sides, setSides] = useState<Record<string, Side>>({});
	const [busy, setBusy] = useState(false);
	const settle = async (take: Take, fields: Record<string, Side> = {}) => {
		if (busy) return; // disabled, a button would lose the focus, and Esc with it
		setBusy(true);
		await conflicts.resolve(conflict, take, fields);
		setBusy(false);
	};
	const chosen = Object.values(sides);
	const mixed = chosen.includes("ours");
	const choose = (name: string, side: Side) => setSides({ ...sides, ...together(conflict, name, side) });
	const all = conflict.fields.length > 0 && conflict.fields.every(({ name }) => sides[name] === "ours");
	return (
		<Dialog
			title={conflict.summary || "(No title)"}
			lead={
				<span className="conflict-lead tinted" style={{ "--cal": calendar?.color ?? "#888888" } as CSSProperties}>
					<span className="swatch" aria-hidden /> {calendar?.name} · {leads[conflict.reason]}
				</span>
			}
			onClose={() => layers.close()}
			width={640}
			testId="conflict-dialog"
		>
			<Choice fields={conflict.fields} sides={sides} onChoose={choose} />
			<div className="dialog-actions">
				<span className="push conflict-left">{left > 0 ? `${left} more after this` : ""}</span>
				<Button kind="quiet" onPress={() => layers.close()}>
					Later
				</Button>
				<Button onPress={() => void settle("both")} data-testid="take-both">
					Keep both
				</Button>
				{mixed && !all ? (
					<Button
						kind="primary"
						isDisabled={busy}
						onPress={() => void settle("merged", sides)}
						data-testid="take-merged"
					>
						Use this choice
					</Button>
				) : (
					<>
						<Button onPress={() => void settle("theirs")} data-testid="take-theirs">
							Take theirs
						</Button>
						<Button kind="primary" onPress={() => void settle("ours")} data-testid="take-ours">
							Take mine
						</Button>
					</>
				)}
			</div>
		</Dialog>
	);
}

/** A choice of a field. An event's start and end are chosen together: of two versions they would make no sense. */
function together({ fields }: Conflict, name: string, side: Side): Record<string, Side> {
	const pair = ["start", "end", "duration"];
	const names = pair.includes(name) ? fields.map((f) => f.name).filter((other) => pair.includes(other)) : [name];
	return Object.fromEntries(names.map((one) => [one, side]));
}
