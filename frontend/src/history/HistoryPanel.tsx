import { ChevronLeft, X } from "lucide-react";
import { useStates, useValue } from "../state";
import { IconButton } from "../ui";
import { EventHistory } from "./EventHistory";
import { WholeHistory } from "./WholeHistory";
import "./history.css";

/** What happened, to an event or to everything, beside the calendar. */
export default function HistoryPanel() {
	const { history } = useStates();
	const { subject, failure } = useValue(history);
	if (!subject) return null;
	return (
		<aside className="panel" aria-label="History" data-testid="history">
			<header>
				{subject.uid ? (
					<IconButton small label="All history" onPress={() => void history.show()}>
						<ChevronLeft size={16} aria-hidden />
					</IconButton>
				) : null}
				<h2>
					{subject.uid ? (
						<>
							<small>History of</small> {subject.summary || "(No title)"}
						</>
					) : (
						"History"
					)}
				</h2>
				<IconButton small label="Close (Esc)" onPress={() => history.close()}>
					<X size={15} aria-hidden />
				</IconButton>
			</header>
			<div className="panel-body">
				{failure ? (
					<p className="note bad" role="alert">
						{failure}
					</p>
				) : null}
				{subject.uid ? <EventHistory key={subject.uid} /> : <WholeHistory />}
			</div>
		</aside>
	);
}
