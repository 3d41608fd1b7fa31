import { Split } from "lucide-react";
import { useStates, useValue } from "../state";
import { Button } from "../ui";

/** Says calmly that events were changed in two places, and leads to the card. */
export function ConflictBar() {
	const { conflicts, layers } = useStates();
	const n = useValue(conflicts).length;
	if (n === 0) return null;
	return (
		<div className="notice-line is-conflict" role="status" data-testid="conflict-bar">
			<Split size={15} aria-hidden />
			<p>
				{n === 1 ? "1 event was changed in two places." : `${n} events were changed in two places.`} Your version is
				kept aside.
			</p>
			<Button onPress={() => layers.open({ kind: "conflicts" })} data-testid="conflict-open">
				Compare
			</Button>
		</div>
	);
}
