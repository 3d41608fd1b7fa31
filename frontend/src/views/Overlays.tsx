import { lazy, Suspense, useEffect, useLayoutEffect, useState } from "react";
import { useStates, useValue } from "../state";
import { Toasts } from "../ui";
import { bindingsWith, commandsOf } from "./keys";

const parts = {
	month: () => import("./MonthView"),
	past: () => import("../history/TravelBar"),
	popover: () => import("../occurrence/OccurrencePopover"),
	line: () => import("../editor/DraftLine"),
	editor: () => import("../editor/EditorDialog"),
	scope: () => import("../editor/ScopeDialog"),
	connect: () => import("../account/ConnectDialog"),
	password: () => import("../account/PasswordDialog"),
	sync: () => import("../account/SyncPanel"),
	calendar: () => import("../account/NewCalendarDialog"),
	search: () => import("../search/SearchDialog"),
	quick: () => import("../quickadd/QuickDialog"),
	keys: () => import("../settings/KeysDialog"),
	settings: () => import("../settings/SettingsDialog"),
	history: () => import("../history/HistoryPanel"),
	conflicts: () => import("../conflict/ConflictDialog"),
	several: () => import("./SelectionBar"),
};

const OccurrencePopover = lazy(parts.popover);
const DraftLine = lazy(parts.line);
const EditorDialog = lazy(parts.editor);
const ScopeDialog = lazy(parts.scope);
const ConnectDialog = lazy(parts.connect);
const PasswordDialog = lazy(parts.password);
const SyncPanel = lazy(parts.sync);
const NewCalendarDialog = lazy(parts.calendar);
const SearchDialog = lazy(parts.search);
const QuickDialog = lazy(parts.quick);
const KeysDialog = lazy(parts.keys);
const SettingsDialog = lazy(parts.settings);
const HistoryPanel = lazy(parts.history);
const ConflictDialog = lazy(parts.conflicts);
const SelectionBar = lazy(parts.several);

/** Everything that lies over the views. Its parts load after the first paint, before they are wanted. */
export function Overlays() {
	const { messages } = useStates();
	useEffect(() => {
		const timer = setTimeout(() => {
			for (const load of Object.values(parts)) void load();
		}, 300);
		return () => clearTimeout(timer);
	}, []);
	return (
		<>
			<Suspense>
				<PopoverLayer />
			</Suspense>
			<Suspense>
				<SeveralLayer />
			</Suspense>
			<Suspense>
				<DraftLayer />
			</Suspense>
			<Suspense>
				<DialogLayer />
			</Suspense>
			<Suspense>
				<ScopeLayer />
			</Suspense>
			<Toasts toasts={useValue(messages)} onDismiss={(id) => messages.dismiss(id)} />
		</>
	);
}

/** What lies beside the views. */
export function PanelLayer() {
	const { history } = useStates();
	const { subject } = useValue(history);
	return <Suspense>{subject ? <HistoryPanel /> : null}</Suspense>;
}

/** The element that fits a selector, looked up anew whenever what is drawn may have changed. */
function useElement(selector: string | undefined, ...when: unknown[]): Element | undefined {
	const [element, setElement] = useState<Element>();
	useLayoutEffect(() => {
		setElement((selector && document.querySelector(selector)) || undefined);
	}, [selector, ...when]);
	return selector ? element : undefined;
}

function PopoverLayer() {
	const { agenda, selection, viewing } = useStates();
	const { key, open } = useValue(selection);
	const { placed } = useValue(agenda);
	const look = useValue(viewing);
	const anchor = useElement(open ? `main [data-key="${CSS.escape(key)}"]` : undefined, placed, look);
	const found = agenda.find(key);
	return open && anchor && found ? <OccurrencePopover placed={found} anchor={anchor} /> : null;
}

function SeveralLayer() {
	const { selection } = useStates();
	return useValue(selection).others.length > 0 ? <SelectionBar /> : null;
}

function DraftLayer() {
	const { draft, viewing } = useStates();
	const value = useValue(draft);
	const look = useValue(viewing);
	const anchor = useElement(value?.shape === "line" ? "main [data-draft]" : undefined, look, value === undefined);
	if (value?.shape === "form") return <EditorDialog />;
	return value && anchor ? <DraftLine anchor={anchor} /> : null;
}

function ScopeLayer() {
	const { edits } = useStates();
	return useValue(edits) ? <ScopeDialog /> : null;
}

function DialogLayer() {
	const { layers, settings } = useStates();
	const layer = useValue(layers);
	const { keys } = useValue(settings);
	switch (layer.kind) {
		case "connect":
			return <ConnectDialog />;
		case "password":
			return <PasswordDialog account={layer.account} />;
		case "sync":
			return <SyncPanel />;
		case "newCalendar":
			return <NewCalendarDialog account={layer.account} />;
		case "search":
			return (
				<SearchDialog query={layer.query} among={layer.for} commands={layer.for === "all" ? commandsOf(keys) : []} />
			);
		case "quick":
			return <QuickDialog query={layer.query} slot={layer.slot} />;
		case "keys":
			return <KeysDialog lines={bindingsWith(keys)} />;
		case "settings":
			return <SettingsDialog />;
		case "conflicts":
			return <ConflictDialog object={layer.object} />;
		default:
			return null;
	}
}
