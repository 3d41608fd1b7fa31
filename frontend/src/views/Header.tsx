import { ChevronLeft, ChevronRight, PanelLeft, Plus, TextCursorInput, Undo2 } from "lucide-react";
import { StatusPill } from "../account/StatusPill";
import { SearchButton } from "../search/SearchButton";
import { beginDraft, beginSentence, useStates, useValue } from "../state";
import { type Day, fieldsOf, formatTitle, shortDay, type ViewKind } from "../time";
import { Button, IconButton, Segmented } from "../ui";

const views: { id: ViewKind; label: string }[] = [
	{ id: "day", label: "Day" },
	{ id: "week", label: "Week" },
	{ id: "month", label: "Month" },
	{ id: "year", label: "Year" },
	{ id: "agenda", label: "Agenda" },
];

/** The title of a year is its number. */
function yearTitle(day: Day): ReturnType<typeof formatTitle> {
	return { strong: String(fieldsOf(day).year), weak: "", week: 0 };
}

/** What is on screen and how to get elsewhere. */
export function Header({ onToggleSide }: { onToggleSide: () => void }) {
	const states = useStates();
	const { viewing, clock, edits } = states;
	const { count, days, day, view } = useValue(viewing);
	const { today } = useValue(clock);
	const title = view === "year" ? yearTitle(day) : formatTitle(days, day);
	const options = view === "days" ? [{ id: view, label: `${count} days` }, ...views] : views;
	return (
		<header className="header">
			<IconButton label="Sidebar (\)" onPress={onToggleSide}>
				<PanelLeft size={17} aria-hidden />
			</IconButton>
			<h1 aria-live="polite" data-testid="title">
				<strong data-brief={view === "day" ? shortDay(day) : undefined}>{title.strong}</strong>{" "}
				<span>{title.weak}</span>
				{view === "week" ? <small title={`Week ${title.week}`}>W{title.week}</small> : null}
			</h1>
			<StatusPill />
			<SearchButton />
			<IconButton label="Undo (Ctrl+Z)" onPress={() => void edits.undo()} data-testid="undo">
				<Undo2 size={16} aria-hidden />
			</IconButton>
			<Segmented label="View" options={options} value={view} onChange={(to) => viewing.show(to)} />
			<div className="steps">
				<IconButton label="Previous (K)" onPress={() => viewing.step(-1)}>
					<ChevronLeft size={17} aria-hidden />
				</IconButton>
				<Button onPress={() => viewing.goTo(today)} data-testid="today">
					Today
				</Button>
				<IconButton label="Next (J)" onPress={() => viewing.step(1)}>
					<ChevronRight size={17} aria-hidden />
				</IconButton>
			</div>
			<IconButton label="Quick add (Q)" onPress={() => beginSentence(states)} data-testid="quick-open">
				<TextCursorInput size={17} aria-hidden />
			</IconButton>
			<IconButton label="New event (N)" onPress={() => beginDraft(states, undefined)} data-testid="new">
				<Plus size={18} aria-hidden />
			</IconButton>
		</header>
	);
}
