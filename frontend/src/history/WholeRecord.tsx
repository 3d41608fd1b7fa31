import { ChevronRight, CircleCheck, TriangleAlert } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useStates, useValue } from "../state";
import { formatTime, wallOf } from "../time";
import { Segmented } from "../ui";
import { dayWords } from "./batches";
import { Request } from "./Request";
import { outcomeOf, type Session, type SessionFilter, sessionsOf } from "./sessions";

const filters: { id: SessionFilter; label: string }[] = [
	{ id: "all", label: "All" },
	{ id: "eventful", label: "With events" },
	{ id: "failed", label: "With errors" },
];

/** What was asked of the servers and what came of it, sync by sync. */
export function WholeRecord() {
	const { clock, history } = useStates();
	const { changes, requests, loaded, session: wanted } = useValue(history);
	const { today } = useValue(clock);
	const [filter, setFilter] = useState<SessionFilter>("all");
	const sessions = sessionsOf(requests, filter);
	const titles = new Map(changes.map(({ uid, summary }) => [uid, summary] as const).reverse()); // the newest title stays
	const days = [...new Set(sessions.map(({ from }) => dayWords(from, today, clock.zone)))];
	const lost = wanted !== "" && loaded && !requests.some(({ session }) => session === wanted);
	return (
		<>
			<div className="panel-tools">
				<Segmented label="Which syncs" options={filters} value={filter} onChange={setFilter} />
			</div>
			{lost ? <p className="panel-empty">That sync is too long ago: only the newest 500 requests are shown.</p> : null}
			{loaded && sessions.length === 0 ? (
				<p className="panel-empty">
					{filter === "all" ? "Nothing has been asked of a server yet." : "There is none of these."}
				</p>
			) : null}
			{days.map((day) => (
				<section key={day} className="history-day">
					<h3>{day}</h3>
					<ul className="sessions">
						{sessions
							.filter(({ from }) => dayWords(from, today, clock.zone) === day)
							.map((session) => (
								<SessionRow
									key={session.id}
									session={session}
									titles={titles}
									wanted={[session, ...session.repeats].some(({ id }) => id === wanted)}
								/>
							))}
					</ul>
				</section>
			))}
		</>
	);
}

interface SessionRowProps {
	session: Session;
	titles: ReadonlyMap<string, string>;
	/** Whether it is the one that was looked for. */
	wanted: boolean;
}

function SessionRow({ session, titles, wanted }: SessionRowProps) {
	const { clock } = useStates();
	const [open, setOpen] = useState(wanted);
	const row = useRef<HTMLLIElement>(null);
	useEffect(() => {
		if (wanted) row.current?.scrollIntoView({ block: "start" });
	}, [wanted]);
	const { account, failed, from, requests, repeats, duration } = session;
	const time = (at: number) => formatTime(wallOf(at, clock.zone));
	const oldest = repeats.at(-1);
	const again = oldest ? ` · ${repeats.length + 1} times since ${time(oldest.from)}` : "";
	const count = requests.length === 1 ? "1 request" : `${requests.length} requests`;
	const Icon = failed ? TriangleAlert : CircleCheck;
	return (
		<li className={`session${failed ? " is-failed" : ""}`} ref={row} data-testid="session">
			<button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
				<Icon size={14} aria-label={failed ? "With errors" : "Went well"} />
				<span className="session-text">
					<span className="session-head">
						<strong>{account}</strong>
						<small className="tabular">
							{time(from)}
							{again}
						</small>
					</span>
					<span className="session-outcome">{outcomeOf(session) || "nothing to do"}</span>
					<small className="tabular">
						{count} · {duration < 1000 ? `${duration} ms` : `${(duration / 1000).toFixed(1)} s`}
					</small>
				</span>
				<ChevronRight className="session-chevron" size={14} aria-hidden />
			</button>
			{open ? (
				<ol className="reasons" data-testid="session-requests">
					{requests.map((request) => (
						<Request key={request.id} exchange={request} titles={titles} />
					))}
				</ol>
			) : null}
		</li>
	);
}
