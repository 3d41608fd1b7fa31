import { ArrowRight, CircleAlert, Clock, Minus, Plus } from "lucide-react";
import type { Effect, EffectSpan } from "../backend";
import { type Outlook, spanOfEffect } from "../state";
import { dayOfWall, formatSpan, formatTimes, lastDay, type Span, shortDay } from "../time";

/** How many occurrences are named. */
export const NAMED = 3;

/** What a change comes to: how many occurrences become what, and the first of them. */
export function ScopePreview({ outlook, failure }: { outlook: Outlook | undefined; failure: string }) {
	return (
		<div className="outlook" data-testid="outlook">
			<p className="outlook-counts" aria-live="polite">
				{failure || (outlook ? sentence(outlook) : "")}
			</p>
			{outlook ? <Named outlook={outlook} /> : null}
			<small>{outlook ? "Counted for a year before and after this one." : ""}</small>
		</div>
	);
}

function Named({ outlook }: { outlook: Outlook }) {
	const { first, counts, conflicts } = outlook;
	const more = counts.moved + counts.added + counts.removed - first.length;
	return (
		<ul>
			{first.map((effect) => (
				<li key={`${effect.kind} ${effect.before?.start ?? effect.after?.start}`} data-kind={effect.kind}>
					<EffectLine effect={effect} />
				</li>
			))}
			{more > 0 ? <li className="outlook-more">and {outlook.cut ? `more than ${more}` : more} more</li> : null}
			{counts.shifted > 0 ? (
				<li data-kind="shifted">
					<Clock size={13} aria-hidden />
					<span>{counts.shifted === 1 ? "1 meets" : `${counts.shifted} meet`} a change of the clocks.</span>
				</li>
			) : null}
			{conflicts.slice(0, NAMED).map(({ kind, recurrence_id, summary }) => (
				<li key={recurrence_id} data-kind="conflict">
					<CircleAlert size={13} aria-hidden />
					<span>
						{slotText(recurrence_id)}:{" "}
						{kind === "override" ? `“${summary}” has no place any more and is lost.` : "it stays left out of nothing."}
					</span>
				</li>
			))}
			{conflicts.length > NAMED ? (
				<li className="outlook-more">and {conflicts.length - NAMED} more without a place</li>
			) : null}
		</ul>
	);
}

function EffectLine({ effect: { kind, before, after } }: { effect: Effect }) {
	const [from, to] = [before && spanOfEffect(before), after && spanOfEffect(after)];
	if (kind === "moved" && from && to)
		return (
			<>
				<ArrowRight size={13} aria-hidden />
				<span className="tabular">
					{whenOf(from)} <span className="unseen">becomes</span>
					<ArrowRight size={11} aria-hidden className="outlook-to" /> <strong>{whenOf(to, from)}</strong>
				</span>
			</>
		);
	return (
		<>
			{kind === "added" ? <Plus size={13} aria-hidden /> : <Minus size={13} aria-hidden />}
			<span className="tabular">
				<span className="unseen">{kind === "added" ? "New:" : "Deleted:"}</span>
				{kind === "added" ? whenOf(to ?? from) : <s>{whenOf(from ?? to)}</s>}
			</span>
		</>
	);
}

/** When, in a few words; beside another time on the same day only what differs from it. */
function whenOf(span: Span | null | undefined, beside?: Span): string {
	if (!span) return "";
	const [first, last] = [dayOfWall(span.start), lastDay(span)];
	if (first !== last) return span.allDay ? `${shortDay(first)} – ${shortDay(last)}` : formatTimes(span);
	if (span.allDay) return shortDay(first);
	const sameDay = beside && !beside.allDay && dayOfWall(beside.start) === first && lastDay(beside) === first;
	return sameDay ? formatTimes(span) : `${shortDay(first)}, ${formatTimes(span)}`;
}

function slotText(slot: string): string {
	const at: EffectSpan = { start: slot, end: slot, all_day: false };
	return slot.length > 10 ? formatSpan(spanOfEffect(at)) : shortDay(dayOfWall(spanOfEffect(at).start));
}

/** "2 move, 40 stay": in words what the counts are. */
export function sentence({ counts, cut }: Outlook): string {
	const { moved, removed, added, kept, lost } = counts;
	const say = (n: number, one: string, several: string) => (n === 0 ? [] : [`${n} ${n === 1 ? one : several}`]);
	const changed = [
		...say(moved, "moves", "move"),
		...say(removed, "is deleted", "are deleted"),
		...say(added, "is new", "are new"),
	];
	const rest = say(kept, "stays", "stay");
	const trouble = say(lost, "has no place any more", "have no place any more");
	const all =
		changed.length > 0 ? [...changed, ...rest] : [`No time changes: ${kept} ${kept === 1 ? "stays" : "stay"}`];
	return `${cut ? "At least: " : ""}${[...all, ...trouble].join(", ")}.`;
}
