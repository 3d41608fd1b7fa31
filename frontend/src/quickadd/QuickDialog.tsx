import { TextCursorInput } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { QuickDraft } from "../backend";
import { showMade, useStates, useValue } from "../state";
import { QuickAdd, type QuickValue, spanOfDraft } from "../state/QuickAdd";
import { dayOfWall } from "../time";
import { Button } from "../ui";
import { Select } from "../ui/Fields";
import { Chips } from "./Chips";
import { languages, rememberLanguage, usualLanguage } from "./kinds";
import { DoubtNote, Problem, Receipt, whenOf } from "./Receipt";
import { SentenceField } from "./SentenceField";
import "./quickadd.css";

/** How long nobody has typed, in ms, before what is understood is read out. */
const QUIET = 700;

/** An event in a line of text. Enter makes it, once nothing is in doubt; Esc leaves. */
export default function QuickDialog({ query, slot }: { query: string; slot: string }) {
	const states = useStates();
	const { backend, calendars, clock, edits, layers } = states;
	const [home] = useState(() => calendars.home?.id ?? "");
	const [quick] = useState(
		() => new QuickAdd(backend, edits, { calendar: home, slot, zone: clock.zone }, usualLanguage()),
	);
	const value = useValue(quick);
	const input = useRef<HTMLInputElement>(null);
	useEffect(() => quick.write(query), [quick, query]);
	useEffect(() => {
		input.current?.focus();
		input.current?.select();
	}, []);
	const { draft } = value;
	const [doubt] = draft?.doubts ?? [];
	const write = (text: string) => {
		layers.seek(text);
		input.current?.focus();
	};
	const choose = (i: number) => {
		const reading = doubt?.readings[i];
		if (reading) write(reading.sentence);
		return reading !== undefined;
	};
	const save = async () => {
		const saved = await quick.save();
		if (!saved) return void document.querySelector<HTMLElement>("[data-testid=reading]")?.focus();
		const span = quick.value.draft && spanOfDraft(quick.value.draft);
		layers.seek("");
		layers.close();
		if (span) await showMade(states, saved.object, dayOfWall(span.start));
	};
	const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
		const [, digit] = /^(?:Digit|Numpad)([1-9])$/.exec(event.code) ?? []; // with Alt, a key may write something else
		const choosing = event.altKey || event.target !== input.current;
		if (digit && choosing && choose(Number(digit) - 1)) return event.preventDefault();
		if (step(event)) event.preventDefault();
	};
	return (
		<ModalOverlay className="backdrop top" isOpen isDismissable onOpenChange={(open) => open || layers.close()}>
			<Modal className="layer quick">
				<Dialog aria-label="Quick add" data-testid="quick">
					{/* biome-ignore lint/a11y/noStaticElementInteractions: arrows lead from one of its controls to the next */}
					<div onKeyDown={onKeyDown}>
						<div className="quick-field">
							<TextCursorInput size={17} aria-hidden />
							<SentenceField
								ref={input}
								value={value}
								onChange={(text) => layers.seek(text)}
								onEnter={() => void save()}
							/>
						</div>
						<div className="quick-body">
							<Chips
								value={value}
								onUndo={(chip) => {
									quick.unchip(chip);
									write(quick.value.text);
								}}
							/>
							<Outcome value={value} home={home} onChoose={choose} />
						</div>
						<footer className="quick-foot">
							<span id="quick-help" className="quick-help">
								<kbd aria-hidden>/</kbd> calendar <kbd aria-hidden>@</kbd> place <kbd aria-hidden>!</kbd> alarm{" "}
								<kbd aria-hidden>{"//"}</kbd> note
							</span>
							<Select
								bare
								label="Language it is read in"
								testId="quick-language"
								options={languages}
								value={(languages.find(({ id }) => id === value.language) ?? languages[0]).id}
								onChange={(language) => {
									rememberLanguage(language);
									quick.setLanguage(language);
								}}
							/>
							<Button kind="primary" isDisabled={!ready(value)} onPress={() => void save()} data-testid="quick-save">
								Add
							</Button>
						</footer>
						<Spoken text={spoken(value)} />
					</div>
				</Dialog>
			</Modal>
		</ModalOverlay>
	);
}

/** What came of the line so far: what is in doubt, what is missing, or the event. */
function Outcome({ value, home, onChoose }: { value: QuickValue; home: string; onChoose: (i: number) => void }) {
	const { calendars } = useStates();
	const { draft, failure, text } = value;
	const target = useValue(calendars).find((c) => c.id === (draft?.calendar || home));
	if (failure) return <Problem bad text={[failure.message, failure.hint].filter(Boolean).join(" ")} />;
	if (!draft || text.trim() === "")
		return (
			<p className="quick-empty">
				Say what and when, in any order. Nothing is guessed: what can mean two things is asked.
			</p>
		);
	const [doubt] = draft.doubts;
	const more = draft.doubts.length - 1;
	return (
		<>
			{doubt ? <DoubtNote doubt={doubt} onChoose={(reading) => onChoose(doubt.readings.indexOf(reading))} /> : null}
			{doubt && more > 0 ? (
				<p className="quick-more">{more === 1 ? "One more question" : `${more} more questions`} after that.</p>
			) : null}
			{draft.title && draft.start ? <Receipt draft={draft} calendar={home} /> : null}
			{!doubt && draft.missing ? <Problem text={draft.missing} /> : null}
			{!doubt && target && !target.writable ? <Problem text={`${target.name} is read-only.`} /> : null}
		</>
	);
}

/** Whether Enter makes an event of it. */
function ready({ draft, text, read }: QuickValue): boolean {
	return draft !== undefined && text === read && draft.doubts.length === 0 && draft.missing === "";
}

/** What is read out of a line. */
function spoken({ draft, text }: QuickValue): string {
	if (!draft || text.trim() === "") return "";
	const [doubt] = draft.doubts;
	if (doubt && doubt.readings.length > 1) return `In doubt. ${doubt.message} Arrow down leads to the meanings.`;
	return doubt?.message || draft.missing || summary(draft);
}

function summary(draft: QuickDraft): string {
	return [draft.title, whenOf(draft), draft.rruleText, draft.location].filter(Boolean).join(", ");
}

/** Reads a text out when it has stayed the same for a moment. */
function Spoken({ text }: { text: string }) {
	const [said, setSaid] = useState("");
	useEffect(() => {
		const timer = setTimeout(() => setSaid(text), QUIET);
		return () => clearTimeout(timer);
	}, [text]);
	return (
		<div className="unseen" aria-live="polite" data-testid="quick-spoken">
			{said}
		</div>
	);
}

/** Arrows lead from the line to what can be pressed, and back. In the line, left and right are the caret's. */
function step(event: KeyboardEvent<HTMLElement>): boolean {
	const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-stop]")];
	const at = stops.indexOf(event.target as HTMLElement);
	const inLine = stops[at]?.tagName === "INPUT";
	const by = { ArrowDown: 1, ArrowUp: -1, ArrowRight: inLine ? 0 : 1, ArrowLeft: inLine ? 0 : -1 }[event.key] ?? 0;
	const next = stops[at + by];
	if (at < 0 || by === 0 || !next) return false;
	next.focus();
	return true;
}
