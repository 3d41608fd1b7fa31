import { AlignLeft, Bell, ExternalLink, History, MapPin, Pencil, Repeat, Trash2, Users, Video } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import type { Details } from "../backend";
import { openEditor, type Placed, toggleHistory, useStates, useValue } from "../state";
import { dayOfWall, formatLength, formatSpan, sameSpan, shortDay } from "../time";
import { IconButton } from "../ui";
import { Anchored } from "../ui/Anchored";
import { alarmText } from "./alarmText";
import { titleOf } from "./describe";
import { hostOf, OutsideLink } from "./OutsideLink";
import { repeatText } from "./repeat";
import { StandingNote } from "./StandingNote";
import { TimePair } from "./TimePair";
import "./popover.css";

/** What there is to know of an occurrence, next to it. Title and times can be changed in place. */
export default function OccurrencePopover({ placed, anchor }: { placed: Placed; anchor: Element }) {
	const states = useStates();
	const { selection, edits, calendars } = states;
	const calendar = useValue(calendars).find((c) => c.id === placed.occurrence.calendar);
	const details = useDetails(placed);
	const { asOf } = useValue(states.agenda);
	const writable = edits.mayChange(placed);
	const { occurrence, span } = placed;
	const multiDay = span.allDay || span.end - span.start >= 1440;
	return (
		<Anchored
			key={placed.key}
			anchor={anchor}
			label={titleOf(occurrence)}
			testId="popover"
			onClose={() => {
				if (selection.value.key === placed.key) selection.close();
			}}
		>
			<div className="popover tinted" style={{ "--cal": occurrence.color || calendar?.color }}>
				<header>
					<span className="swatch" aria-hidden />
					<span className="popover-calendar">{calendar?.name}</span>
					<IconButton
						small
						label="History (H)"
						onPress={() => toggleHistory(states, placed.key)}
						data-testid="popover-history"
					>
						<History size={14} aria-hidden />
					</IconButton>
					{writable ? (
						<>
							<IconButton small label="Edit (E)" onPress={() => void openEditor(states, placed.key)}>
								<Pencil size={14} aria-hidden />
							</IconButton>
							<IconButton
								small
								label="Delete (Del)"
								onPress={() => {
									selection.clear();
									void edits.remove(placed);
								}}
							>
								<Trash2 size={14} aria-hidden />
							</IconButton>
						</>
					) : (
						<span className="fixed">
							{asOf > 0 ? "Then" : calendar?.heldReason === "missing" ? "Held back" : "Read-only"}
						</span>
					)}
				</header>
				<Title placed={placed} writable={writable} />
				<div className="popover-when">
					{multiDay || !writable ? (
						<p>{formatSpan(span)}</p>
					) : (
						<>
							<p>{shortDay(dayOfWall(span.start))}</p>
							<TimePair span={span} onChange={(to) => sameSpan(to, span) || void edits.reschedule(placed, to)} />
							<span className="length">{formatLength(span.end - span.start)}</span>
						</>
					)}
				</div>
				<StandingNote placed={placed} />
				{details ? <Facts details={details} /> : null}
			</div>
		</Anchored>
	);
}

function Title({ placed, writable }: { placed: Placed; writable: boolean }) {
	const { edits } = useStates();
	const summary = placed.occurrence.summary;
	const [written, setWritten] = useState<string>();
	const commit = () => {
		if (written !== undefined && written.trim() !== summary.trim())
			void edits.change(placed, { summary: written.trim() });
		setWritten(undefined);
	};
	if (!writable) return <h3 className="popover-title">{titleOf(placed.occurrence)}</h3>;
	return (
		<input
			className="popover-title"
			aria-label="Title"
			data-testid="popover-title"
			placeholder="Title"
			value={written ?? summary}
			onChange={(event) => setWritten(event.target.value)}
			onBlur={commit}
			onKeyDown={(event) => {
				if (event.key === "Enter") {
					event.preventDefault(); // the same Enter would press what the question that follows focuses
					commit();
				}
				if (event.key === "Escape" && written !== undefined) {
					event.stopPropagation();
					setWritten(undefined);
				}
			}}
		/>
	);
}

function Facts({ details }: { details: Details }) {
	const zone = details.start.tzid;
	const rows: { icon: ReactNode; text: ReactNode; key: string }[] = [];
	const { location, url, conferences, rrule, rruleText, alarms, attendees, description } = details;
	if (location)
		rows.push({
			key: "where",
			icon: <MapPin size={14} aria-hidden />,
			text: hostOf(location) ? <OutsideLink uri={location} /> : location,
		});
	if (rrule || details.recurs) {
		rows.push({
			key: "repeat",
			icon: <Repeat size={14} aria-hidden />,
			text: rruleText || repeatText(rrule, zone) || "Repeats",
		});
	}
	if (alarms.length > 0)
		rows.push({ key: "alarm", icon: <Bell size={14} aria-hidden />, text: alarms.map(alarmText).join(", ") });
	if (url)
		rows.push({
			key: "url",
			icon: <ExternalLink size={14} aria-hidden />,
			text: <OutsideLink uri={url} />,
		});
	for (const { label, uri } of conferences)
		rows.push({
			key: `join ${uri}`,
			icon: <Video size={14} aria-hidden />,
			text: (
				<>
					<OutsideLink uri={uri} text={hostOf(uri) ? "Join at" : label} />
					{label && hostOf(uri) ? <small>{label}</small> : null}
				</>
			),
		});
	if (attendees.length > 0) {
		const names = attendees.map((a) => a.name || a.address).join(", ");
		rows.push({ key: "who", icon: <Users size={14} aria-hidden />, text: names });
	}
	if (description) {
		rows.push({
			key: "text",
			icon: <AlignLeft size={14} aria-hidden />,
			text: <span className="description">{description}</span>,
		});
	}
	return (
		<ul className="facts">
			{rows.map((row) => (
				<li key={row.key}>
					{row.icon}
					<span>{row.text}</span>
				</li>
			))}
		</ul>
	);
}

/** The details of an occurrence, asked for anew when it changes. */
function useDetails({ occurrence }: Placed): Details | undefined {
	const { agenda, backend } = useStates();
	const { asOf } = useValue(agenda);
	const [details, setDetails] = useState<Details>();
	const { object, recurrenceId, revision } = occurrence;
	// biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is a new answer
	useEffect(() => {
		let wanted = true;
		backend.details(object, recurrenceId, asOf > 0 ? new Date(asOf).toISOString() : "").then(
			(answer) => wanted && setDetails(answer),
			() => wanted && setDetails(undefined),
		);
		return () => {
			wanted = false;
		};
	}, [backend, object, recurrenceId, revision, asOf]);
	return details;
}
