import { ArrowUp, Hand, ReceiptText, Split, TriangleAlert } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import type { HeldReason, SendReceipt } from "../backend";
import { type Placed, toggleHistory, useStates, useValue } from "../state";
import { Button } from "../ui";
import { fieldWords, readable } from "./fields";
import { eventStanding } from "./standing";

/** What is held back of one event. */
const heldTexts: Record<Exclude<HeldReason, "">, string> = {
	first: "It was made here and waits to be sent until you decide.",
	removals: "The server no longer lists it. It stays here until you decide.",
	emptied: "The server shows its calendar empty. It stays here until you decide.",
	missing: "The server no longer lists its calendar. It stays here until you decide.",
	changes: "The server changed it together with all others. It is shown as it was until you decide.",
	omitted: "The server’s list leaves it out, though it still has it. It stays, and is asked for again.",
};

/** How an event stands with its server, in a sentence, where there is something to tell; and the way to more. */
export function StandingNote({ placed }: { placed: Placed }) {
	const states = useStates();
	const { agenda, calendars, conflicts, layers } = states;
	const { occurrence } = placed;
	const calendar = useValue(calendars).find((c) => c.id === occurrence.calendar);
	const standing = eventStanding(occurrence, calendar, useValue(conflicts));
	const now = useValue(agenda).asOf === 0;
	const receipt = useReceipt(
		placed,
		now && (standing === "" || standing === "unsent") && calendar?.account !== "local",
	);
	const rewritten = readable(receipt?.fields ?? []);
	const history = { label: "Why?", run: () => toggleHistory(states, placed.key) };
	if (!now) return null;
	if (standing === "conflict") {
		const compare = () => layers.open({ kind: "conflicts", object: occurrence.object });
		return (
			<Note icon={<Split size={14} aria-hidden />} more={{ label: "Compare", run: compare }}>
				Changed in two places. Theirs is shown, yours is kept aside.
			</Note>
		);
	}
	if (occurrence.held !== "") {
		return <Note icon={<Hand size={14} aria-hidden />}>{heldTexts[occurrence.held]}</Note>;
	}
	if (receipt && (receipt.state === "refused" || receipt.state === "doubtful")) {
		return (
			<Note icon={<TriangleAlert size={14} aria-hidden />} more={history}>
				{receipt.message} It is kept here.
			</Note>
		);
	}
	if (standing === "unsent") {
		return (
			<Note calm icon={<ArrowUp size={14} aria-hidden />}>
				Not on the server yet.
			</Note>
		);
	}
	if (rewritten.length > 0) {
		return (
			<Note calm icon={<ReceiptText size={14} aria-hidden />} more={{ ...history, label: "Show" }}>
				The server changed what you sent: {rewritten.map(({ name }) => fieldWords(name, [], "").label).join(", ")}.
			</Note>
		);
	}
	return null;
}

function Note(props: {
	icon: ReactNode;
	calm?: boolean;
	more?: { label: string; run: () => void };
	children: ReactNode;
}) {
	const { icon, calm = false, more, children } = props;
	return (
		<div className={`standing${calm ? " is-calm" : ""}`} data-testid="standing">
			{icon}
			<p>{children}</p>
			{more ? (
				<Button kind="quiet" onPress={more.run}>
					{more.label}
				</Button>
			) : null}
		</div>
	);
}

/** What became of what was last written of an event; asked again when a sync has ended. */
function useReceipt({ occurrence }: Placed, wanted: boolean): SendReceipt | undefined {
	const { backend, sync } = useStates();
	const { object, revision, state } = occurrence;
	const synced = useValue(sync).map(({ lastSync, error }) => `${lastSync} ${error}`);
	return useAnswer(() => backend.receipt(object), wanted, `${object} ${revision} ${state} ${synced}`);
}

/** The answer to a question, asked anew for another key; undefined until it comes, and when there is none. */
function useAnswer<T>(ask: () => Promise<T>, wanted: boolean, key: string): T | undefined {
	const [answer, setAnswer] = useState<T>();
	// biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the question
	useEffect(() => {
		let current = true;
		setAnswer(undefined);
		if (!wanted) return;
		ask().then(
			(found) => current && setAnswer(() => found),
			() => {}, // there is nothing to tell
		);
		return () => {
			current = false;
		};
	}, [wanted, key]);
	return answer;
}
