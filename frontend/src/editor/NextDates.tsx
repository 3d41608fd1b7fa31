import { CalendarClock } from "lucide-react";
import { useEffect, useState } from "react";
import { failureOf, type Recurrence } from "../backend";
import { repeatText } from "../occurrence/repeat";
import { type Fields, recurrencePatch, spanOfEffect, useStates } from "../state";
import { dayOfWall, fieldsOf, formatDay } from "../time";

/** How long nothing more is changed, in ms, before it is asked. */
const PAUSE = 120;

/** How an event that is being written repeats: in words, and the first dates of it. */
export function NextDates({ fields }: { fields: Fields }) {
	const { recurrence, failure } = useRecurrence(fields);
	const first = dayOfWall(fields.span.start);
	return (
		<div className="next-dates" aria-live="polite" data-testid="next-dates">
			<CalendarClock size={14} aria-hidden />
			<div>
				<p>
					<strong>{recurrence?.text || repeatText(fields.rrule, fields.zone)}</strong>
				</p>
				<p className="tabular">{failure || (recurrence ? datesText(recurrence, fieldsOf(first).year) : "")}</p>
			</div>
		</div>
	);
}

/** "Tue, Nov 24 · Thu, Nov 26 …", with the year where it is another. */
function datesText({ next, more }: Recurrence, year: number): string {
	if (next.length === 0) return "It never takes place.";
	const days = next.map((span) => {
		const day = dayOfWall(spanOfEffect(span).start);
		const other = fieldsOf(day).year === year ? {} : ({ year: "numeric" } as const);
		return formatDay(day, { weekday: "short", month: "short", day: "numeric", ...other });
	});
	return days.join(" · ") + (more ? " …" : "");
}

/** Asks Go, which will expand what is saved. An answer to what was written before is ignored. */
function useRecurrence(fields: Fields) {
	const { backend, clock } = useStates();
	const [answer, setAnswer] = useState<{ recurrence?: Recurrence; failure: string }>({ failure: "" });
	const asked = JSON.stringify(recurrencePatch(fields));
	useEffect(() => {
		let wanted = true;
		const timer = setTimeout(() => {
			backend.recurrence(JSON.parse(asked), clock.zone).then(
				(recurrence) => wanted && setAnswer({ recurrence, failure: "" }),
				(thrown) => wanted && setAnswer({ failure: failureOf(thrown).message }),
			);
		}, PAUSE);
		return () => {
			wanted = false;
			clearTimeout(timer);
		};
	}, [asked, backend, clock]);
	return answer;
}
