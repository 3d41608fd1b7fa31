import type { EditOne, Patch } from "../backend";
import type { Span } from "../time";
import { shift } from "../time";
import { type Placed, timesPatch } from "./placed";
import type { States } from "./states";

/** What is to become of one of several occurrences. */
interface Wish {
	placed: Placed;
	patch: Patch;
	delete?: boolean;
	copy?: boolean;
}

/** Where an occurrence comes to lie when one it is selected with is moved by so many minutes. Days move by whole days. */
export function along(span: Span, minutes: number): Span {
	return shift(span, span.allDay ? Math.round(minutes / 1440) * 1440 : minutes);
}

/** The selected occurrences on screen. */
export function selectedOnes({ agenda, selection }: States): Placed[] {
	return selection.keys.flatMap((key) => agenda.find(key) ?? []);
}

/** Moves several occurrences; to says where each comes to lie. */
export async function moveTogether(
	states: States,
	all: readonly Placed[],
	to: (placed: Placed) => Span,
): Promise<void> {
	const { agenda, clock } = states;
	const moves = all.map((placed) => ({ placed, to: to(placed) }));
	agenda.proposeAll(new Map(moves.map(({ placed, to }) => [placed.key, to])));
	const wishes = moves.map(({ placed, to }) => ({ placed, patch: timesPatch(placed, to, clock.zone) }));
	await make(states, "Moved", wishes);
}

/** Deletes several occurrences. */
export async function deleteTogether(states: States, all: readonly Placed[]): Promise<void> {
	states.agenda.proposeAll(new Map(all.map(({ key }) => [key, undefined])));
	await make(
		states,
		"Deleted",
		all.map((placed) => ({ placed, patch: {}, delete: true })),
	);
}

/** Gives several occurrences a colour of their own; "" takes it away. */
export async function recolorTogether(states: States, all: readonly Placed[], color: string): Promise<void> {
	await make(
		states,
		"Changed",
		all.map((placed) => ({ placed, patch: color ? { color } : { clear: ["color"] } })),
	);
}

/** Makes events of their own of occurrences; to says where each copy comes to lie. */
export async function copyTogether(
	states: States,
	all: readonly Placed[],
	to = ({ span }: Placed): Span => span,
): Promise<void> {
	const { clock } = states;
	await make(
		states,
		"Copied",
		all.map((placed) => ({
			placed,
			patch: timesPatch(placed, to(placed), clock.zone),
			copy: true,
		})),
	);
}

async function make(states: States, done: string, wishes: readonly Wish[]): Promise<void> {
	const { agenda, backend, clock, edits, messages } = states;
	const ones = wishes
		.filter(({ copy, patch, delete: gone }) => copy || gone || Object.keys(patch).length > 0)
		.map(
			({ placed: { occurrence }, patch, copy = false, delete: gone = false }): EditOne => ({
				object: occurrence.object,
				recurrenceId: occurrence.recurrenceId,
				patch,
				delete: gone,
				copy,
			}),
		);
	if (ones.length === 0) return agenda.withdraw();
	const [first] = wishes;
	const title = first?.placed.occurrence.summary.trim() || "event";
	await edits.perform(
		() => backend.together(ones, clock.zone),
		({ left = 0 }) => {
			const made = ones.length - left;
			const what = made === 1 && ones.length === 1 ? `“${title}”` : `${made} events`;
			return `${done} ${what}${left > 0 ? `; ${left} left as ${left === 1 ? "it is" : "they are"}: read-only, or gone` : ""}`;
		},
		(failure) => {
			agenda.withdraw();
			messages.failed(failure);
		},
	);
}
