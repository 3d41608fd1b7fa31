import { useEffect, useState } from "react";
import { type Foresight, failureOf, type Scope } from "../backend";
import { outlookOf, type ScopeQuestion, useStates, useValue } from "../state";
import { Button } from "../ui";
import { Dialog } from "../ui/Dialog";
import { NAMED, ScopePreview } from "./ScopePreview";
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

/** Which occurrences of a recurring event is it about? Says and shows what the choice under the focus comes to. */
export default function ScopeDialog() {
	const { edits } = useStates();
	const question = useValue(edits);
	return question ? <Question key={question.id} question={question} /> : null;
}

function Question({ question }: { question: ScopeQuestion }) {
	const [scope, setScope] = useState(question.scopes[0] ?? "all");
	const { foresight, failure } = useForesight(question, scope);
	const { action, summary, scopes, answer } = question;
	return (
		<Dialog
			title={titles[action]}
			lead={`“${summary || "(No title)"}” repeats. ${questions[action]}`}
			onClose={() => answer(undefined)}
			lightly
			width={440}
			testId="scope"
		>
			<div className="scopes">
				{scopes.map((one, i) => (
					<Button
						key={one}
						autoFocus={i === 0}
						onFocus={() => setScope(one)}
						onHoverStart={() => setScope(one)}
						onPress={() => answer(one)}
						data-testid={`scope-${one}`}
						{...{ "data-shown": one === scope ? "" : undefined }}
					>
						<span>
							<strong>{names[one].title}</strong>
							<small>{names[one].text}</small>
						</span>
					</Button>
				))}
			</div>
			<ScopePreview outlook={foresight && outlookOf(foresight, NAMED)} failure={failure} />
			<div className="dialog-actions">
				<Button kind="quiet" onPress={() => answer(undefined)} data-testid="scope-cancel">
					Cancel
				</Button>
			</div>
		</Dialog>
	);
}

type Answer = { foresight: Foresight | undefined; failure: string };

/** What a choice comes to, asked for once. It is shown on the calendar, too. */
function useForesight(question: ScopeQuestion, scope: Scope): Answer {
	const [answers, setAnswers] = useState<Partial<Record<Scope, Answer>>>({});
	const answer = answers[scope];
	useEffect(() => {
		if (answer) {
			if (answer.foresight) question.show(answer.foresight);
			return;
		}
		let wanted = true;
		const keep = (given: Answer) => wanted && setAnswers((before) => ({ ...before, [scope]: given }));
		question.foresee(scope).then(
			(foresight) => keep({ foresight, failure: "" }),
			(thrown) => keep({ foresight: undefined, failure: failureOf(thrown).message }),
		);
		return () => {
			wanted = false;
		};
	}, [answer, question, scope]);
	return answer ?? { foresight: undefined, failure: "" };
}
