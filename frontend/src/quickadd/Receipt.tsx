import { CircleAlert, CircleHelp } from "lucide-react";
import type { Doubt, QuickDraft, Reading } from "../backend";
import { useStates, useValue } from "../state";
import { spanOfDraft } from "../state/QuickAdd";
import { dayOfWall, formatTimes, lastDay, shortDay } from "../time";
import { Button } from "../ui";

/** When a draft is, in a few words: "Tue, Nov 24, 12:30 – 1:30 PM". */
export function whenOf(draft: QuickDraft): string {
	const span = spanOfDraft(draft);
	if (!span) return "";
	const [first, last] = [dayOfWall(span.start), lastDay(span)];
	if (!span.allDay) return first === last ? `${shortDay(first)}, ${formatTimes(span)}` : formatTimes(span);
	return first === last ? `${shortDay(first)}, all day` : `${shortDay(first)} – ${shortDay(last)}`;
}

/** What will be made, in a line. */
export function Receipt({ draft, calendar }: { draft: QuickDraft; calendar: string }) {
	const { calendars } = useStates();
	const where = useValue(calendars).find((c) => c.id === (draft.calendar || calendar));
	const parts = [whenOf(draft), draft.tzid, draft.rruleText, draft.location].filter(Boolean);
	return (
		<div className="receipt tinted" style={{ "--cal": where?.color }} data-testid="receipt">
			<strong>{draft.title}</strong>
			<p>
				{parts.join(" · ")}
				{where ? (
					<span className="receipt-calendar">
						<span className="swatch" aria-hidden /> {where.name}
					</span>
				) : null}
			</p>
			{draft.people.length > 0 ? <small>Nobody is invited: the address stays in the title.</small> : null}
		</div>
	);
}

/** What words can mean: each meaning a button, none of them chosen. */
export function DoubtNote({ doubt, onChoose }: { doubt: Doubt; onChoose: (reading: Reading) => void }) {
	const { readings, text, message } = doubt;
	return (
		<div className="doubt" data-testid="doubt">
			<p>
				<CircleHelp size={15} aria-hidden />
				<span>{readings.length > 1 ? `What does “${text}” mean?` : message}</span>
			</p>
			{readings.length > 0 ? (
				<div className="readings">
					{readings.map((reading, i) => (
						<Button
							key={reading.sentence}
							onPress={() => onChoose(reading)}
							data-testid="reading"
							{...{ "data-stop": "" }}
						>
							<kbd aria-hidden>Alt {i + 1}</kbd>
							<span>{reading.means}</span>
						</Button>
					))}
				</div>
			) : null}
		</div>
	);
}

/** Why it makes no event. */
export function Problem({ text, bad }: { text: string; bad?: boolean }) {
	return (
		<p className={`problem${bad ? " is-bad" : ""}`} data-testid="problem" role={bad ? "alert" : undefined}>
			<CircleAlert size={15} aria-hidden /> <span>{text}</span>
		</p>
	);
}
