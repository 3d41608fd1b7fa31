import type { Scope } from "../backend";
import { type ScopeQuestion, useStates, useValue } from "../state";
import { Button } from "../ui";
import { Dialog } from "../ui/Dialog";
import "./editor.css";

const titles: Record<ScopeQuestion["action"], string> = {
	change: "Change repeating event",
	move: "Move repeating event",
	delete: "Delete repeating event",
};

const questions: Record<ScopeQuestion["action"], string> = {
	change: "Which events should change?",
	move: "Which events should move?",
	delete: "Which events should go?",
};

const names: Record<Scope, { title: string; text: string }> = {
	this: { title: "This event", text: "The others stay as they are." },
	following: { title: "This and following", text: "Those before it stay as they are." },
	all: { title: "All events", text: "Every one of them, past ones too." },
};

/** Which occurrences of a recurring event is it about? */
export default function ScopeDialog() {
	const { edits } = useStates();
	const question = useValue(edits);
	if (!question) return null;
	const { action, summary, scopes, answer } = question;
	return (
		<Dialog
			title={titles[action]}
			lead={`“${summary || "(No title)"}” repeats. ${questions[action]}`}
			onClose={() => answer(undefined)}
			lightly
			width={380}
			testId="scope"
		>
			<div className="scopes">
				{scopes.map((scope, i) => (
					<Button key={scope} autoFocus={i === 0} onPress={() => answer(scope)} data-testid={`scope-${scope}`}>
						<span>
							<strong>{names[scope].title}</strong>
							<small>{names[scope].text}</small>
						</span>
					</Button>
				))}
			</div>
			<div className="dialog-actions">
				<Button kind="quiet" onPress={() => answer(undefined)} data-testid="scope-cancel">
					Cancel
				</Button>
			</div>
		</Dialog>
	);
}
