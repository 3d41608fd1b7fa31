import type { Change } from "../backend";
import { useStates, useValue } from "../state";
import { Request } from "./Request";

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
				<Request key={exchange.id} exchange={exchange} leads />
			))}
		</ol>
	);
}
