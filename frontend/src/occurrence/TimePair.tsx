import { dayOfWall, formatTime, minuteOfWall, parseTime, type Span, wallAt } from "../time";
import { ParsedInput } from "../ui";

/** From when until when on a day, as two lines to type in. The length stays when the start is changed. */
export function TimePair({
	span,
	onChange,
	isDisabled,
}: {
	span: Span;
	onChange: (span: Span) => void;
	isDisabled?: boolean;
}) {
	const length = span.end - span.start;
	const setStart = (text: string) => {
		const minute = parseTime(text, minuteOfWall(span.start));
		if (minute === undefined) return false;
		const start = wallAt(dayOfWall(span.start), minute);
		onChange({ ...span, start, end: start + length });
		return true;
	};
	const setEnd = (text: string) => {
		const minute = parseTime(text, minuteOfWall(span.end));
		if (minute === undefined) return false;
		let end = wallAt(dayOfWall(span.end), minute);
		if (end <= span.start) end = wallAt(dayOfWall(span.start) + (minute <= minuteOfWall(span.start) ? 1 : 0), minute);
		onChange({ ...span, end });
		return true;
	};
	return (
		<span className="time-pair">
			<ParsedInput
				label="Start time"
				testId="start-time"
				text={formatTime(span.start)}
				onCommit={setStart}
				isDisabled={isDisabled}
			/>
			<span aria-hidden>–</span>
			<ParsedInput
				label="End time"
				testId="end-time"
				text={formatTime(span.end)}
				onCommit={setEnd}
				isDisabled={isDisabled}
			/>
		</span>
	);
}
