import { History, Settings } from "lucide-react";
import { toggleHistory, useStates, useValue } from "../state";
import { Button } from "../ui";

/** The ways to the history and to the settings. */
export function SideFoot() {
	const states = useStates();
	const shown = useValue(states.history).subject !== undefined;
	return (
		<div className="side-foot">
			<Button kind="quiet" onPress={() => toggleHistory(states)} aria-pressed={shown} data-testid="history-open">
				<History size={15} aria-hidden /> History
			</Button>
			<Button kind="quiet" onPress={() => states.layers.open({ kind: "settings" })} data-testid="settings-open">
				<Settings size={15} aria-hidden /> Settings
			</Button>
		</div>
	);
}
