import { ArrowDown, ArrowUp } from "lucide-react";
import type { CSSProperties } from "react";
import type { Planned, SyncPlan } from "../backend";
import { useStates, useValue } from "../state";

/** How many of one direction are named. */
const NAMED = 12;

const verbs: Record<Planned["kind"], string> = { create: "new", update: "changed", delete: "deleted", merge: "merged" };

/** What a sync would do, without doing it. */
export function Preview({ plan: { accounts, plan } }: { plan: SyncPlan }) {
	const failed = accounts.filter((a) => a.error);
	const held = plan.filter((p) => p.held);
	const free = plan.filter((p) => !p.held);
	return (
		<section className="preview" data-testid="preview" aria-live="polite">
			<h3>What would happen</h3>
			{plan.length === 0 && failed.length === 0 ? <p>Nothing: everything is in step.</p> : null}
			<Direction title="Would come in" planned={free.filter((p) => p.direction === "receive")} />
			<Direction title="Would be sent" planned={free.filter((p) => p.direction === "send")} />
			<Direction title="Would be held back until you decide" planned={held} />
			{failed.map(({ name, error }) => (
				<p key={name} className="preview-failed">
					<strong>{name}</strong> {error?.message}
				</p>
			))}
		</section>
	);
}

function Direction({ title, planned }: { title: string; planned: readonly Planned[] }) {
	const { calendars } = useStates();
	const all = useValue(calendars);
	if (planned.length === 0) return null;
	return (
		<>
			<h4>
				{title} <span className="tabular">{planned.length.toLocaleString()}</span>
			</h4>
			<ul>
				{planned.slice(0, NAMED).map((one) => {
					const calendar = all.find((c) => c.id === one.calendar);
					const Arrow = one.direction === "send" ? ArrowUp : ArrowDown;
					return (
						<li
							key={`${one.direction} ${one.calendar} ${one.uid} ${one.kind}`}
							className="tinted"
							style={{ "--cal": calendar?.color ?? "#888888" } as CSSProperties}
						>
							<Arrow size={12} aria-hidden />
							<span className="swatch" aria-hidden />
							<span className="preview-title">{one.summary || one.uid || "(No title)"}</span>
							<span className="preview-kind">{verbs[one.kind] ?? one.kind}</span>
						</li>
					);
				})}
			</ul>
			{planned.length > NAMED ? <p>and {(planned.length - NAMED).toLocaleString()} more</p> : null}
		</>
	);
}
