import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { failureOf } from "../backend";
import { titleOf } from "../occurrence/describe";
import { type Placed, place, useStates } from "../state";
import { dayOfWall, formatDay, formatTimes } from "../time";
import "./search.css";

/** How long to wait for the next letter before asking, in ms. */
const PAUSE = 120;

/** Finds events by what they say. Enter goes to the day of the one chosen and selects it. */
export default function SearchDialog({ query }: { query: string }) {
	const { layers, selection, viewing, agenda } = useStates();
	const { found, answered, failure } = useFound(query);
	const [at, setAt] = useState(0);
	const list = useRef<HTMLDivElement>(null);
	const chosen = Math.min(at, found.length - 1);
	const go = async (placed: Placed) => {
		layers.close();
		viewing.goTo(dayOfWall(placed.span.start));
		await agenda.show(viewing.value.days);
		selection.open(placed.key);
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step) {
			event.preventDefault();
			const next = Math.max(0, Math.min(found.length - 1, chosen + step));
			setAt(next);
			list.current?.children[next]?.scrollIntoView({ block: "nearest" });
		}
		const target = found[chosen];
		if (event.key === "Enter" && target) void go(target);
	};
	return (
		<ModalOverlay className="backdrop top" isOpen isDismissable onOpenChange={(open) => open || layers.close()}>
			<Modal className="layer search">
				<Dialog aria-label="Search" data-testid="search-dialog">
					<div className="search-field">
						<Search size={17} aria-hidden />
						<input
							type="text"
							role="combobox"
							aria-label="Search events"
							aria-expanded={found.length > 0}
							aria-controls="found"
							aria-activedescendant={found[chosen] ? `found-${chosen}` : undefined}
							data-testid="search-input"
							placeholder="Search events"
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
						{found.map((placed, i) => (
							<Found
								key={placed.key}
								id={`found-${i}`}
								placed={placed}
								chosen={i === chosen}
								onChoose={() => void go(placed)}
							/>
						))}
					</div>
					{answered && found.length === 0 ? (
						<p className="search-note" role="status">
							{failure || "Nothing found."}
						</p>
					) : null}
				</Dialog>
			</Modal>
		</ModalOverlay>
	);
}

function Found(props: { id: string; placed: Placed; chosen: boolean; onChoose: () => void }) {
	const { calendars } = useStates();
	const { id, placed, chosen, onChoose } = props;
	const { occurrence, span } = placed;
	const calendar = calendars.find(occurrence.calendar);
	const day = formatDay(dayOfWall(span.start), { weekday: "short", day: "numeric", month: "short", year: "numeric" });
	return (
		// biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the combobox has the focus and the keys
		<div
			id={id}
			role="option"
			aria-selected={chosen}
			className="found-row tinted"
			style={{ "--cal": calendar?.color }}
			onClick={onChoose}
		>
			<span className="swatch" aria-hidden />
			<strong>{titleOf(occurrence)}</strong>
			<span className="found-where">{occurrence.location}</span>
			<span className="tabular">
				{day}
				{span.allDay ? "" : `, ${formatTimes(span)}`}
			</span>
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
