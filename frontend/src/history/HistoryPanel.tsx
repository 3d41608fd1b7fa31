import { ChevronLeft, X } from "lucide-react";
import { type Page, useStates, useValue } from "../state";
import { IconButton, Segmented } from "../ui";
import { EventHistory } from "./EventHistory";
import { WholeHistory } from "./WholeHistory";
import { WholeRecord } from "./WholeRecord";
import "./history.css";
import "./record.css";

const pages: { id: Page; label: string }[] = [
	{ id: "changes", label: "Events" },
	{ id: "requests", label: "Syncs" },
];

/** What happened, to an event or to everything, beside the calendar. */
export default function HistoryPanel() {
	const { history } = useStates();
	const { changes, failure, page, session, subject } = useValue(history);
	if (!subject) return null;
	const turn = (to: Page) => void (to === "requests" ? history.showRequests() : history.show());
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
							<small>History of</small> {subject.summary || changes[0]?.summary || "(No title)"}
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
				{subject.uid ? (
					<EventHistory key={subject.uid} />
				) : (
					<>
						<Segmented label="What to look at" options={pages} value={page} onChange={turn} />
						{page === "requests" ? <WholeRecord key={session} /> : <WholeHistory />}
					</>
				)}
			</div>
		</aside>
	);
}
