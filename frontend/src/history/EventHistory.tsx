import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { type Change, failureOf, isReceipt } from "../backend";
import { useStates, useValue } from "../state";
import { formatTime, wallOf } from "../time";
import { Button } from "../ui";
import { dayWords, whatWords, whoWords } from "./batches";
import { Differences } from "./Differences";
import { OriginIcon } from "./OriginIcon";
import { Reasons } from "./Reasons";

/** The versions of one event, newest first, each with the way back to it. */
export function EventHistory() {
	const { history } = useStates();
	const { changes, loaded, subject } = useValue(history);
	if (loaded && changes.length === 0) {
		return (
			<p className="panel-empty">
				Nothing has happened to “{subject?.summary}” since this computer knows it, or it is longer ago than history is
				kept.
			</p>
		);
	}
	return (
		<ol className="versions">
			{changes.map((change, i) => (
				<Version key={change.change} change={change} newer={changes[i - 1]} older={changes[i + 1]} />
			))}
		</ol>
	);
}

function Version(props: { change: Change; newer: Change | undefined; older: Change | undefined }) {
	const { change, newer, older } = props;
	const { clock, history, messages } = useStates();
	const { today } = useValue(clock);
	const [asked, setAsked] = useState(false);
	const at = Date.parse(change.at);
	const gone = change.kind === "deleted";
	const back = newer || gone ? change : older?.kind === "deleted" ? undefined : older;
	const ask = () => {
		setAsked(!asked);
		history.explain().catch((thrown) => messages.failed(failureOf(thrown)));
	};
	return (
		<li className="version" data-testid="version" data-origin={isReceipt(change) ? "receipt" : change.origin}>
			<OriginIcon origin={isReceipt(change) ? "server" : change.origin} />
			<div className="version-text">
				<h3>
					{whoWords(change)} <span>{whatWords(change)}</span>
				</h3>
				<p className="version-at tabular">
					{dayWords(at, today, clock.zone)}, {formatTime(wallOf(at, clock.zone))}
					{newer ? "" : gone ? "" : " · as it is now"}
				</p>
				<Differences change={change} />
				{change.note ? <p className="version-note">{change.note}</p> : null}
				<div className="version-acts">
					{back ? (
						<Button onPress={() => void history.restore(back)} data-testid={newer || gone ? "restore" : "take-back"}>
							<RotateCcw size={12} aria-hidden />
							{newer ? "Restore this version" : gone ? "Bring it back" : "Undo this change"}
						</Button>
					) : null}
					<Button kind="quiet" onPress={ask} aria-expanded={asked} data-testid="why">
						Why?
					</Button>
				</div>
				{asked ? <Reasons change={change} until={newer ? Date.parse(newer.at) : Number.POSITIVE_INFINITY} /> : null}
			</div>
		</li>
	);
}
