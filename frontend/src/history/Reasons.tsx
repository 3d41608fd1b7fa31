import type { Change, Exchange } from "../backend";
import { useStates, useValue } from "../state";
import { formatTime, wallOf } from "../time";

/** Which requests brought a change, or carried it to the server, and what was decided on each. until is epoch ms. */
export function Reasons({ change, until }: { change: Change; until: number }) {
	const { history } = useStates();
	const { why } = useValue(history);
	if (!why) return <p className="reasons-none">Looking…</p>;
	const brought = why.changes.find((c) => c.change === change.change)?.exchanges ?? [];
	const from = Date.parse(change.at);
	const followed = why.others.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < until);
	const here = change.origin === "me" || change.origin === "undo" || change.origin === "import";
	if (brought.length + followed.length === 0) {
		return (
			<p className="reasons-none">
				{here ? "It was done on this computer." : "The record of that sync is no longer kept."}
			</p>
		);
	}
	return (
		<ol className="reasons" data-testid="reasons">
			{here ? <li className="reasons-none">Done on this computer, then:</li> : null}
			{[...brought, ...followed].map((exchange) => (
				<Request key={exchange.id} exchange={exchange} />
			))}
		</ol>
	);
}

function Request({ exchange }: { exchange: Exchange }) {
	const { clock } = useStates();
	const { method, url, status, decision, at } = exchange;
	return (
		<li>
			<p>
				<code>{method}</code>
				<span className={status >= 200 && status < 400 ? "good" : "bad"}>{status || "no answer"}</span>
				<span className="tabular">{formatTime(wallOf(Date.parse(at), clock.zone))}</span>
			</p>
			<p className="reasons-url" title={url}>
				<bdi dir="ltr">{pathOf(url)}</bdi>
			</p>
			{decision ? <p>{decision}</p> : null}
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
