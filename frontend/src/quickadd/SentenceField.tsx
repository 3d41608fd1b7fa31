import { type KeyboardEvent, type Ref, useLayoutEffect, useRef } from "react";
import { chipsOf, isDoubtful, type QuickValue } from "../state/QuickAdd";
import { lookOf } from "./kinds";

interface SentenceFieldProps {
	value: QuickValue;
	ref: Ref<HTMLInputElement>;
	onChange: (text: string) => void;
	onEnter: () => void;
}

/** The line that is written in. What is understood of it is marked behind the letters, where it stands. */
export function SentenceField({ value, ref, onChange, onEnter }: SentenceFieldProps) {
	const marks = useRef<HTMLDivElement>(null);
	const scroll = (input: HTMLInputElement) => {
		if (marks.current) marks.current.scrollLeft = input.scrollLeft;
	};
	useLayoutEffect(() => {
		const input = marks.current?.nextElementSibling;
		if (input instanceof HTMLInputElement && marks.current) marks.current.scrollLeft = input.scrollLeft;
	});
	const keyDown = (event: KeyboardEvent) => {
		if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
		event.preventDefault();
		onEnter();
	};
	return (
		<div className="sentence">
			<div className="sentence-marks" aria-hidden ref={marks}>
				{marksOf(value)}
			</div>
			<input
				ref={ref}
				type="text"
				aria-label="New event, in a line"
				aria-describedby="quick-help"
				data-testid="quick-input"
				data-stop=""
				placeholder="Lunch with Ana tomorrow 13:00 @ Café"
				autoComplete="off"
				spellCheck={false}
				maxLength={1000}
				value={value.text}
				onChange={(event) => onChange(event.target.value)}
				onScroll={(event) => scroll(event.currentTarget)}
				onKeyDown={keyDown}
			/>
		</div>
	);
}

function marksOf(value: QuickValue) {
	let at = 0;
	return chipsOf(value).map((chip) => {
		const look = lookOf(chip);
		const doubt = value.draft && isDoubtful(chip, value.draft);
		const key = at;
		at += chip.text.length;
		return look || doubt ? (
			<mark key={key} data-tone={doubt ? "doubt" : look?.tone}>
				{chip.text}
			</mark>
		) : (
			<span key={key}>{chip.text}</span>
		);
	});
}
