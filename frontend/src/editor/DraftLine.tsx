import { type FormEvent, useEffect, useRef } from "react";
import { TimePair } from "../occurrence/TimePair";
import { leaveLine, saveDraft, useStates, useValue } from "../state";
import { dayOfWall, dayspan, lastDay, shortDay, wallAt } from "../time";
import { Button } from "../ui";
import { Anchored } from "../ui/Anchored";
import { Checkbox } from "../ui/Fields";
import { CalendarSelect } from "./CalendarSelect";

/** A new event begun in place: a title, with its times and calendar at hand. Enter saves, Esc lets go. */
export default function DraftLine({ anchor }: { anchor: Element }) {
	const states = useStates();
	const { draft } = states;
	const value = useValue(draft);
	const title = useRef<HTMLInputElement>(null);
	useEffect(() => {
		const input = title.current;
		input?.focus();
		input?.setSelectionRange(input.value.length, input.value.length);
	}, []);
	if (!value) return null;
	const { fields } = value;
	const { span } = fields;
	const first = dayOfWall(span.start);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		void saveDraft(states);
	};
	const setAllDay = (allDay: boolean) => {
		const timed = { start: wallAt(first, 9 * 60), end: wallAt(first, 10 * 60), allDay: false };
		draft.change({ span: allDay ? dayspan(first, lastDay(span)) : timed });
	};
	return (
		<Anchored
			anchor={anchor}
			label="New event"
			testId="draft"
			onClose={(why) => (why === "escape" ? draft.close() : leaveLine(states))}
		>
			<form className="draft-line" onSubmit={submit}>
				<input
					ref={title}
					className="popover-title"
					aria-label="Title"
					data-testid="draft-title"
					placeholder="New event"
					value={fields.summary}
					onChange={(event) => draft.change({ summary: event.target.value })}
				/>
				<div className="popover-when">
					<span>
						{shortDay(first)}
						{lastDay(span) > first ? ` – ${shortDay(lastDay(span))}` : ""}
					</span>
					{span.allDay ? null : <TimePair span={span} onChange={(to) => draft.change({ span: to })} />}
					<Checkbox isSelected={span.allDay} onChange={setAllDay}>
						All day
					</Checkbox>
				</div>
				<CalendarSelect bare value={fields.calendar} onChange={(calendar) => draft.change({ calendar })} />
				<footer>
					<Button kind="quiet" onPress={() => draft.expand()}>
						More options
					</Button>
					<Button kind="quiet" onPress={() => draft.close()}>
						Cancel
					</Button>
					<Button kind="primary" type="submit" data-testid="draft-save">
						Save
					</Button>
				</footer>
			</form>
		</Anchored>
	);
}
