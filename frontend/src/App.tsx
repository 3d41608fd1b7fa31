import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from "react";
import { HeldBanners } from "./account/HeldBanners";
import { ConflictBar } from "./conflict/ConflictBar";
import { followStates, type States, StatesProvider, useStates, useValue } from "./state";
import { formatTime, longDay, type ViewKind, wallAt } from "./time";
import { Header } from "./views/Header";
import { Overlays, PanelLayer } from "./views/Overlays";
import { Sidebar } from "./views/Sidebar";
import { useKeys } from "./views/useKeys";
import { WeekView } from "./views/WeekView";
import "./styles/app.css";

const TravelBar = lazy(() => import("./history/TravelBar"));
const MonthView = lazy(() => import("./views/MonthView"));
const AgendaView = lazy(() => import("./views/AgendaView"));
const YearView = lazy(() => import("./views/YearView"));

/** The views that are not columns of hours. */
const views: Partial<Record<ViewKind, ReactNode>> = {
	month: <MonthView />,
	year: <YearView />,
	agenda: <AgendaView />,
};

/** The window. */
export function App({ states }: { states: States }) {
	useEffect(() => followStates(states), [states]);
	return (
		<StatesProvider value={states}>
			<Frame />
		</StatesProvider>
	);
}

function Frame() {
	const { agenda, history, viewing } = useStates();
	const { view } = useValue(viewing);
	const { failure, asOf } = useValue(agenda);
	const { subject } = useValue(history);
	const [side, setSide] = useState(() => window.innerWidth >= 820);
	const toggleSide = useCallback(() => setSide((shown) => !shown), []);
	useKeys(toggleSide);
	useFocusFollowsSelection();
	return (
		<div
			className={`window${side ? "" : " no-side"}${subject ? " with-panel" : ""}${asOf > 0 ? " is-looking-back" : ""}`}
		>
			{side ? <Sidebar /> : null}
			<main>
				<Header onToggleSide={toggleSide} />
				<Suspense>{asOf > 0 ? <TravelBar /> : null}</Suspense>
				<HeldBanners />
				<ConflictBar />
				{failure ? (
					<p className="failure" role="alert">
						{failure}
					</p>
				) : null}
				<Suspense>{views[view] ?? <WeekView />}</Suspense>
			</main>
			<PanelLayer />
			<Announcer />
			<Overlays />
		</div>
	);
}

/** Moves the focus to what the arrow keys selected. */
function useFocusFollowsSelection() {
	const { selection } = useStates();
	const { key, slot, open } = useValue(selection);
	useEffect(() => {
		if (open) return;
		const target = key ? `main [data-key="${CSS.escape(key)}"]` : slot ? "[data-grid]" : "";
		const element = target ? document.querySelector<HTMLElement>(target) : undefined;
		element?.focus({ preventScroll: !key });
		if (key) element?.scrollIntoView?.({ block: "nearest" });
	}, [key, slot, open]);
}

/** Says which empty slot is selected. */
function Announcer() {
	const { selection } = useStates();
	const { slot } = useValue(selection);
	const time = slot?.minute === undefined ? "all day" : formatTime(wallAt(0, slot.minute));
	return (
		<div className="unseen" aria-live="polite">
			{slot ? `${longDay(slot.day)}, ${time}, empty` : ""}
		</div>
	);
}
