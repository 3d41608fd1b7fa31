import { Hand } from "lucide-react";
import { type CSSProperties, useState } from "react";
import { type CalendarInfo, failureOf } from "../backend";
import { useStates, useValue } from "../state";
import { Button } from "../ui";
import { heldWords } from "./held";

/** One line for each calendar of which something is held back. It goes by itself when the server is well again. */
export function HeldBanners() {
	const { calendars } = useStates();
	const held = useValue(calendars).filter((c) => c.heldReason);
	return held.map((calendar) => <HeldBanner key={calendar.id} calendar={calendar} />);
}

function HeldBanner({ calendar }: { calendar: CalendarInfo }) {
	const { calendars, messages, sync } = useStates();
	const [busy, setBusy] = useState(false);
	const words = heldWords(calendar);
	const decide = async (what: "accept" | "pushBack") => {
		setBusy(true);
		try {
			await sync.decide(calendar.id, what);
			await calendars.load();
		} catch (thrown) {
			messages.failed(failureOf(thrown));
		} finally {
			setBusy(false);
		}
	};
	return (
		<div
			className="notice-line is-held tinted"
			role="status"
			style={{ "--cal": calendar.color } as CSSProperties}
			data-testid={`held-${calendar.name}`}
		>
			<Hand size={15} aria-hidden />
			<p>{words.text}</p>
			{words.pushBack ? (
				<span title={words.pushBackHint}>
					<Button isDisabled={busy} onPress={() => void decide("pushBack")} data-testid="push-back">
						{words.pushBack}
					</Button>
				</span>
			) : null}
			{words.accept ? (
				<span title={words.acceptHint}>
					<Button isDisabled={busy} onPress={() => void decide("accept")} data-testid="accept">
						{busy ? "One moment…" : words.accept}
					</Button>
				</span>
			) : null}
		</div>
	);
}
