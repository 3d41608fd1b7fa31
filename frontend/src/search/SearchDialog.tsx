import { CalendarArrowUp, Command as CommandMark, Eye, Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { failureOf } from "../backend";
import { type Placed, place, useStates } from "../state";
import { type Choice, type Command, dayChoices, eventChoices, useActions } from "./choices";
import "./search.css";

/** How long to wait for the next letter before asking, in ms. */
const PAUSE = 120;

/** What is looked for, as the field says it. */
const labels = {
	events: "Search events",
	all: "Actions, days, calendars, events",
	days: "A day: 24 Dec, next tue, in 3 weeks",
};

/** Days to begin with. */
const someDays = ["today", "tomorrow", "next mon", "in 4 weeks"];

interface SearchDialogProps {
	query: string;
	among: keyof typeof labels;
	/** What the window can do, for a palette; none where only events are looked for. */
	commands: readonly Command[];
}

/** Finds events by what they say; as a palette also actions, days and calendars. Enter does what is chosen. */
export default function SearchDialog({ query, among, commands }: SearchDialogProps) {
	const states = useStates();
	const { layers } = states;
	const { found, answered, failure } = useFound(among === "days" ? "" : query);
	const actions = useActions(query, commands);
	const others = among === "all" ? actions : among === "days" ? dayChoices(states, query, someDays) : [];
	const choices = [...others, ...eventChoices(states, found)];
	const nothing = answered || (among === "days" && query.trim() !== "");
	const [at, setAt] = useState(0);
	const list = useRef<HTMLDivElement>(null);
	const chosen = Math.min(at, choices.length - 1);
	const go = (choice: Choice) => {
		layers.close();
		choice.choose();
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step) {
			event.preventDefault();
			const next = Math.max(0, Math.min(choices.length - 1, chosen + step));
			setAt(next);
			list.current?.children[next]?.scrollIntoView({ block: "nearest" });
		}
		const target = choices[chosen];
		if (event.key === "Enter" && target) {
			event.preventDefault();
			go(target);
		}
	};
	const label = labels[among];
	const name = { events: "Search", all: "Command palette", days: "Go to a day" }[among];
	return (
		<ModalOverlay className="backdrop top" isOpen isDismissable onOpenChange={(open) => open || layers.close()}>
			<Modal className="layer search">
				<Dialog aria-label={name} data-testid="search-dialog">
					<div className="search-field">
						<Search size={17} aria-hidden />
						<input
							type="text"
							role="combobox"
							aria-label={label}
							aria-expanded={choices.length > 0}
							aria-controls="found"
							aria-activedescendant={choices[chosen] ? `found-${chosen}` : undefined}
							data-testid="search-input"
							placeholder={label}
							autoFocus
							value={query}
							onChange={(event) => {
								layers.seek(event.target.value);
								setAt(0);
							}}
							onKeyDown={onKeyDown}
						/>
					</div>
					<div className="found" role="listbox" id="found" aria-label="Found" ref={list} tabIndex={-1}>
						{choices.map((choice, i) => (
							<Found
								key={choice.id}
								id={`found-${i}`}
								choice={choice}
								chosen={i === chosen}
								onChoose={() => go(choice)}
							/>
						))}
					</div>
					{nothing && choices.length === 0 ? (
						<p className="search-note" role="status">
							{failure || (among === "days" ? "That is not a day." : "Nothing found.")}
						</p>
					) : null}
				</Dialog>
			</Modal>
		</ModalOverlay>
	);
}

const icons = { command: CommandMark, day: CalendarArrowUp, calendar: Eye };

function Found(props: { id: string; choice: Choice; chosen: boolean; onChoose: () => void }) {
	const { id, choice, chosen, onChoose } = props;
	const { kind, title, place: where, aside, color, keys } = choice;
	const Icon = kind === "event" ? undefined : icons[kind];
	return (
		// biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the combobox has the focus and the keys
		<div
			id={id}
			role="option"
			aria-selected={chosen}
			className="found-row tinted"
			style={{ "--cal": color || "#888888" }}
			data-kind={kind}
			onClick={onChoose}
		>
			{Icon ? <Icon size={14} aria-hidden /> : <span className="swatch" aria-hidden />}
			<strong>{title}</strong>
			<span className="found-where">{where}</span>
			<span className="tabular">{aside}</span>
			{keys.slice(0, 2).map((key) => (
				<kbd key={key}>{key}</kbd>
			))}
		</div>
	);
}

/** What fits the query; an answer to an older one is ignored. */
function useFound(query: string) {
	const { backend, clock } = useStates();
	const [answer, setAnswer] = useState({ found: [] as Placed[], answered: false, failure: "" });
	useEffect(() => {
		const wanted = query.trim();
		if (wanted === "") return setAnswer({ found: [], answered: false, failure: "" });
		let current = true;
		const timer = setTimeout(async () => {
			try {
				const { occurrences } = await backend.search(wanted, clock.zone);
				const found = occurrences.map((occurrence) => place(occurrence, clock.zone));
				if (current) setAnswer({ found, answered: true, failure: "" });
			} catch (thrown) {
				if (current) setAnswer({ found: [], answered: true, failure: failureOf(thrown).message });
			}
		}, PAUSE);
		return () => {
			current = false;
			clearTimeout(timer);
		};
	}, [query, backend, clock]);
	return answer;
}
