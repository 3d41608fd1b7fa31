import { Repeat as RepeatIcon } from "lucide-react";
import { useState } from "react";
import { DateInput } from "../occurrence/DateInput";
import { type Repeat, readRepeat, writeRepeat } from "../occurrence/repeat";
import { type Day, formatDay, weekdayOf } from "../time";
import { ParsedInput } from "../ui";
import { Select } from "../ui/Fields";

interface RepeatFieldsProps {
	rrule: string;
	/** The rule in words, for one the builder cannot show. */
	words: string;
	start: Day;
	zone: string;
	allDay: boolean;
	onChange: (rrule: string) => void;
}

const choices = [
	{ id: "", label: "Does not repeat" },
	{ id: "DAILY", label: "Every day" },
	{ id: "WEEKDAYS", label: "Every weekday" },
	{ id: "WEEKLY", label: "Every week" },
	{ id: "MONTHLY", label: "Every month" },
	{ id: "YEARLY", label: "Every year" },
	{ id: "custom", label: "Custom…" },
] as const;

type Choice = (typeof choices)[number]["id"] | "other";

const plain = (freq: Repeat["freq"]): Repeat => ({ freq, interval: 1, weekdays: [], end: { kind: "never" } });

/** How it repeats. A rule that says more than can be shown here stays as it is, unless another is chosen. */
export function RepeatFields({ rrule, words, start, zone, allDay, onChange }: RepeatFieldsProps) {
	const repeat = rrule ? readRepeat(rrule, zone) : undefined;
	const other = rrule !== "" && !repeat;
	const [custom, setCustom] = useState(() => repeat !== undefined && choiceOf(repeat, start) === "custom");
	const value: Choice = other ? "other" : !repeat ? "" : custom ? "custom" : choiceOf(repeat, start);
	const write = (next: Repeat) => onChange(writeRepeat(next, start, allDay));
	const choose = (choice: Choice) => {
		setCustom(choice === "custom");
		if (choice === "") onChange("");
		else if (choice === "WEEKDAYS") write({ ...plain("WEEKLY"), weekdays: [1, 2, 3, 4, 5] });
		else if (choice === "custom") write(repeat ?? plain("WEEKLY"));
		else if (choice !== "other") write(plain(choice));
	};
	const options: { id: Choice; label: string }[] = [...choices];
	if (other) options.unshift({ id: "other", label: words || "Custom rule" });
	return (
		<div className="repeat">
			<Select label="Repeat" options={options} value={value} onChange={choose} testId="repeat" />
			{other ? (
				<p className="hint repeat-kept">
					<RepeatIcon size={13} aria-hidden /> Kept as it is.
				</p>
			) : null}
			{custom && repeat ? <Builder repeat={repeat} start={start} onChange={write} /> : null}
		</div>
	);
}

function choiceOf(repeat: Repeat, start: Day): Choice {
	if (repeat.interval > 1 || repeat.end.kind !== "never") return "custom";
	if (repeat.freq !== "WEEKLY") return repeat.freq;
	const days = [...repeat.weekdays].sort().join();
	if (days === "" || days === String(weekdayOf(start))) return "WEEKLY";
	return days === "1,2,3,4,5" ? "WEEKDAYS" : "custom";
}

const units = [
	{ id: "DAILY", label: "days" },
	{ id: "WEEKLY", label: "weeks" },
	{ id: "MONTHLY", label: "months" },
	{ id: "YEARLY", label: "years" },
] as const;

const ends = [
	{ id: "never", label: "Never" },
	{ id: "until", label: "On a day" },
	{ id: "count", label: "After" },
] as const;

function Builder({ repeat, start, onChange }: { repeat: Repeat; start: Day; onChange: (repeat: Repeat) => void }) {
	const number = (text: string) => (/^\d{1,3}$/.test(text.trim()) ? Math.max(1, Number(text)) : undefined);
	const weekdays = repeat.weekdays.length > 0 ? repeat.weekdays : [weekdayOf(start)];
	const setEnd = (kind: Repeat["end"]["kind"]) => {
		const end = { never: { kind }, until: { kind, day: start + 30 }, count: { kind, count: 10 } }[
			kind
		] as Repeat["end"];
		onChange({ ...repeat, end });
	};
	return (
		<div className="builder">
			<div className="builder-row">
				<span>Every</span>
				<ParsedInput
					label="Interval"
					text={String(repeat.interval)}
					onCommit={(text) => {
						const interval = number(text);
						if (interval) onChange({ ...repeat, interval });
						return interval !== undefined;
					}}
				/>
				<Select
					label="Unit"
					bare
					options={units}
					value={repeat.freq}
					onChange={(freq) => onChange({ ...repeat, freq, weekdays: [] })}
				/>
			</div>
			{repeat.freq === "WEEKLY" ? (
				<fieldset className="builder-row weekdays">
					<legend className="unseen">On</legend>
					{[1, 2, 3, 4, 5, 6, 0].map((weekday) => (
						<button
							key={weekday}
							type="button"
							aria-pressed={weekdays.includes(weekday)}
							aria-label={formatDay(3 + weekday, { weekday: "long" })}
							onClick={() => {
								const next = weekdays.includes(weekday)
									? weekdays.filter((w) => w !== weekday)
									: [...weekdays, weekday];
								if (next.length > 0) onChange({ ...repeat, weekdays: next });
							}}
						>
							{formatDay(3 + weekday, { weekday: "narrow" })}
						</button>
					))}
				</fieldset>
			) : null}
			<div className="builder-row">
				<span>Ends</span>
				<Select label="Ends" bare options={ends} value={repeat.end.kind} onChange={setEnd} />
				{repeat.end.kind === "until" ? (
					<DateInput
						label="Last day"
						day={repeat.end.day}
						onChange={(day) => onChange({ ...repeat, end: { kind: "until", day } })}
					/>
				) : null}
				{repeat.end.kind === "count" ? (
					<>
						<ParsedInput
							label="Times"
							text={String(repeat.end.count)}
							onCommit={(text) => {
								const count = number(text);
								if (count) onChange({ ...repeat, end: { kind: "count", count } });
								return count !== undefined;
							}}
						/>
						<span>times</span>
					</>
				) : null}
			</div>
		</div>
	);
}
