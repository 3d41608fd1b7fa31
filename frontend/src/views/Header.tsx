import { ChevronLeft, ChevronRight, PanelLeft, Plus, Undo2 } from "lucide-react";
import { StatusPill } from "../account/StatusPill";
import { SearchButton } from "../search/SearchButton";
import { beginDraft, useStates, useValue } from "../state";
import { formatTitle, type ViewKind } from "../time";
import { Button, IconButton, Segmented } from "../ui";

const views: { id: ViewKind; label: string }[] = [
	{ id: "day", label: "Day" },
	{ id: "week", label: "Week" },
	{ id: "month", label: "Month" },
];

/** What is on screen and how to get elsewhere. */
export function Header({ onToggleSide }: { onToggleSide: () => void }) {
	const states = useStates();
	const { viewing, clock, edits } = states;
	const { days, day, view } = useValue(viewing);
	const { today } = useValue(clock);
	const title = formatTitle(days, day);
	return (
		<header className="header">
			<IconButton label="Sidebar (\)" onPress={onToggleSide}>
				<PanelLeft size={17} aria-hidden />
			</IconButton>
			<h1 aria-live="polite" data-testid="title">
				<strong>{title.strong}</strong> <span>{title.weak}</span>
				{view === "week" ? <small title={`Week ${title.week}`}>W{title.week}</small> : null}
			</h1>
			<StatusPill />
			<SearchButton />
			<IconButton label="Undo (Ctrl+Z)" onPress={() => void edits.undo()} data-testid="undo">
				<Undo2 size={16} aria-hidden />
			</IconButton>
			<Segmented label="View" options={views} value={view} onChange={(to) => viewing.show(to)} />
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
			<IconButton label="New event (N)" onPress={() => beginDraft(states, undefined)} data-testid="new">
				<Plus size={18} aria-hidden />
			</IconButton>
		</header>
	);
}
