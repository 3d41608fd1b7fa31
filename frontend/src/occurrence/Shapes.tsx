import { ArrowUp, Bell, Hand, Repeat, Split } from "lucide-react";
import { type CSSProperties, memo } from "react";
import type { Placed } from "../state";
import { formatTime, formatTimes } from "../time";
import { titleOf } from "./describe";
import "./occurrence.css";
import { type EventStanding, standingWords } from "./standing";
import { useLook } from "./useLook";

const marks = { conflict: Split, held: Hand, unsent: ArrowUp };

/** A mark for what is not in step with the server. */
export function Mark({ standing }: { standing: EventStanding }) {
	if (standing === "") return null;
	const Icon = marks[standing];
	return (
		<span className={`mark is-${standing}`} title={standingWords[standing]}>
			<Icon size={standing === "unsent" ? 9 : 10} strokeWidth={3} aria-hidden />
		</span>
	);
}

interface BlockProps {
	placed: Placed;
	/** Minutes of the column's day. */
	from: number;
	to: number;
	/** Fractions of the column's width. */
	left: number;
	width: number;
	/** Whether it goes on before or after this day. */
	before: boolean;
	after: boolean;
}

/** An occurrence in a column of hours. */
export const Block = memo(function Block({ placed, from, to, left, width, before, after }: BlockProps) {
	const { classes, color, attributes, standing } = useLook(placed);
	const length = to - from;
	const size = (length < 40 ? " is-short" : length < 75 ? " is-medium" : "") + (width < 0.6 ? " is-narrow" : "");
	const style = { ...color, "--from": from, "--length": length, "--left": left, "--width": width } as CSSProperties;
	const { occurrence, span } = placed;
	return (
		<button type="button" className={`block ${classes}${size}`} style={style} {...attributes}>
			{before ? null : <span className="edge start" data-edge="start" />}
			<span className="block-text">
				<span className="title">{titleOf(occurrence)}</span>
				<span className="when tabular">
					<span className="whole">{formatTimes(span)}</span>
					<span className="begin">{formatTime(span.start)}</span>
					{occurrence.recurs ? <Repeat size={10} aria-hidden /> : null}
					{occurrence.hasAlarm ? <Bell size={10} aria-hidden /> : null}
				</span>
				{length >= 75 && occurrence.location ? <span className="where">{occurrence.location}</span> : null}
			</span>
			<Mark standing={standing} />
			{after ? null : <span className="edge end" data-edge="end" />}
		</button>
	);
});

interface BarProps {
	placed: Placed;
	before: boolean;
	after: boolean;
	style: CSSProperties;
}

/** An occurrence as a bar over days. */
export const Bar = memo(function Bar({ placed, before, after, style }: BarProps) {
	const { classes, color, attributes, standing } = useLook(placed);
	const cut = `${before ? " from-before" : ""}${after ? " to-after" : ""}`;
	const { occurrence, span } = placed;
	return (
		<button type="button" className={`bar ${classes}${cut}`} style={{ ...color, ...style }} {...attributes}>
			{before ? null : <span className="edge start" data-edge="start" />}
			<span className="title">{titleOf(occurrence)}</span>
			{span.allDay || before ? null : <span className="when tabular">{formatTime(span.start)}</span>}
			<Mark standing={standing} />
			{after ? null : <span className="edge end" data-edge="end" />}
		</button>
	);
});

/** An occurrence as a line in a day of a month, or of a list. */
export const Line = memo(function Line({ placed, style }: { placed: Placed; style?: CSSProperties }) {
	const { classes, color, attributes, standing } = useLook(placed);
	const { occurrence, span } = placed;
	return (
		<button type="button" className={`line ${classes}`} style={{ ...color, ...style }} {...attributes}>
			<span className="dot" />
			<span className="title">{titleOf(occurrence)}</span>
			<Mark standing={standing} />
			{span.allDay ? null : <span className="when tabular">{formatTime(span.start)}</span>}
		</button>
	);
});
