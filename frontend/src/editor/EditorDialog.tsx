import { useState } from "react";
import { type Fields, isTouched, saveDraft, useStates, useValue } from "../state";
import { dayOfWall } from "../time";
import { Button } from "../ui";
import { Dialog } from "../ui/Dialog";
import { Select, TextField } from "../ui/Fields";
import { alarmOptions } from "./alarms";
import { CalendarSelect } from "./CalendarSelect";
import { ColorSelect } from "./ColorSelect";
import { NextDates } from "./NextDates";
import { RepeatFields } from "./RepeatFields";
import { WhenFields } from "./WhenFields";
import "./editor.css";

const statuses = [
	{ id: "", label: "Confirmed" },
	{ id: "TENTATIVE", label: "Tentative" },
	{ id: "CANCELLED", label: "Cancelled" },
] as const;

const availabilities = [
	{ id: "OPAQUE", label: "Busy" },
	{ id: "TRANSPARENT", label: "Free" },
] as const;

/** Everything that can be written about an event. Closing asks when something was written and not saved. */
export default function EditorDialog() {
	const states = useStates();
	const { draft } = states;
	const value = useValue(draft);
	const [asking, setAsking] = useState(false);
	const [saving, setSaving] = useState(false);
	if (!value) return null;
	const { fields, details } = value;
	const change = (given: Partial<Fields>) => {
		setAsking(false); // what is written after the question is asked about again
		draft.change(given);
	};
	const leave = () => (isTouched(value) && !asking ? setAsking(true) : draft.close());
	const save = async () => {
		setSaving(true);
		await saveDraft(states);
		setSaving(false);
	};
	return (
		<Dialog title={details ? "Edit event" : "New event"} onClose={leave} width={560} testId="editor">
			<form
				className="editor"
				onSubmit={(event) => {
					event.preventDefault();
					void save();
				}}
				onKeyDown={(event) => {
					if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
					event.preventDefault(); // else the form is submitted, too
					void save();
				}}
			>
				<input
					className="editor-title"
					aria-label="Title"
					data-testid="editor-title"
					placeholder="Title"
					autoFocus
					value={fields.summary}
					onChange={(event) => change({ summary: event.target.value })}
				/>
				<WhenFields fields={fields} change={change} />
				<div className="editor-pair">
					<CalendarSelect value={fields.calendar} onChange={(calendar) => change({ calendar })} />
					<RepeatFields
						rrule={fields.rrule}
						words={details?.rruleText ?? ""}
						start={dayOfWall(fields.span.start)}
						zone={fields.zone}
						allDay={fields.span.allDay}
						onChange={(rrule) => change({ rrule })}
					/>
				</div>
				{fields.rrule ? <NextDates fields={fields} /> : null}
				<TextField
					label="Location"
					testId="editor-location"
					value={fields.location}
					onChange={(location) => change({ location })}
				/>
				<div className="editor-pair three">
					<Select
						label="Alarm"
						options={alarmOptions(fields.alarms, fields.span.allDay)}
						value={fields.alarms.join()}
						onChange={(alarm) => change({ alarms: alarm === "" ? [] : alarm.split(",") })}
					/>
					<Select
						label="Show as"
						options={availabilities}
						value={fields.transparency === "TRANSPARENT" ? "TRANSPARENT" : "OPAQUE"}
						onChange={(transparency) => change({ transparency })}
					/>
					<Select
						label="Status"
						options={statuses}
						value={fields.status === "CONFIRMED" ? "" : (fields.status as (typeof statuses)[number]["id"])}
						onChange={(status) => change({ status: status === "" && value.original.status ? "CONFIRMED" : status })}
					/>
				</div>
				<div className="editor-pair wide">
					<TextField label="Link" value={fields.url} onChange={(url) => change({ url })} placeholder="https://" />
					<ColorSelect value={fields.color} onChange={(color) => change({ color })} />
				</div>
				<TextField
					label="Notes"
					multiline
					testId="editor-description"
					value={fields.description}
					onChange={(description) => change({ description })}
				/>
				{asking ? (
					<div className="note" role="alert">
						<span>You have not saved your changes.</span>
					</div>
				) : null}
				<div className="dialog-actions">
					{details ? <DeleteButton /> : null}
					<Button kind="quiet" onPress={leave}>
						{asking ? "Discard changes" : "Cancel"}
					</Button>
					<Button kind="primary" type="submit" isDisabled={saving} data-testid="editor-save">
						Save
					</Button>
				</div>
			</form>
		</Dialog>
	);
}

function DeleteButton() {
	const { agenda, draft, edits } = useStates();
	const details = draft.value?.details;
	const placed = details && agenda.find(`${details.object}/${details.recurrenceId}`);
	if (!placed) return null;
	const remove = () => {
		draft.close();
		void edits.remove(placed);
	};
	return (
		<span className="push">
			<Button kind="danger" onPress={remove}>
				Delete
			</Button>
		</span>
	);
}
