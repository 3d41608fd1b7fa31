import type { Exchange } from "../backend";
import { useStates } from "../state";
import { formatTime, wallOf } from "../time";
import { isRefusal } from "./sessions";

/** How many events of a request are named. */
const NAMED = 6;

interface RequestProps {
	exchange: Exchange;
	/** The titles of events by UID, where the events it is about are to be named. */
	titles?: ReadonlyMap<string, string>;
	/** Whether it leads to the whole sync it belongs to. */
	leads?: boolean;
}

/** A request with its answer, and what was decided on it. */
export function Request({ exchange, titles, leads = false }: RequestProps) {
	const { clock, history } = useStates();
	const { method, url, status, decision, at, objects, about, bytes, duration_ms, session } = exchange;
	return (
		<li data-testid="request">
			<p>
				<code>{method}</code>
				<span className={isRefusal(exchange) ? "bad" : "good"}>{status || "no answer"}</span>
				<span className="tabular">{formatTime(wallOf(Date.parse(at), clock.zone))}</span>
			</p>
			<p className="reasons-url" title={url}>
				<bdi dir="ltr">{pathOf(url)}</bdi>
			</p>
			{decision ? <p>{decision}</p> : null}
			{titles ? (
				<p className="reasons-size tabular">
					{sizeOf(bytes)} in {duration_ms} ms
				</p>
			) : null}
			{titles && objects.length > 0 ? (
				<p className="reasons-events">
					{objects.slice(0, NAMED).map((uid) => {
						const summary = titles.get(uid) ?? "";
						return (
							<button
								type="button"
								key={uid}
								onClick={() => void history.show({ uid, summary })}
								data-testid="request-event"
							>
								{summary || uid}
							</button>
						);
					})}
					{about > NAMED ? <span>and {(about - NAMED).toLocaleString()} more</span> : null}
				</p>
			) : null}
			{leads ? (
				<p className="reasons-events">
					<button type="button" onClick={() => void history.showRequests(session)} data-testid="whole-sync">
						The whole sync
					</button>
				</p>
			) : null}
		</li>
	);
}

function pathOf(url: string): string {
	try {
		return decodeURIComponent(new URL(url, "http://here").pathname);
	} catch {
		return url;
	}
}

function sizeOf(bytes: number): string {
	return bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} kB`;
}
