import { createContext, useContext } from "react";
import type { Backend } from "../backend";
import { Agenda } from "./Agenda";
import { Arrivals } from "./Arrivals";
import { Busy } from "./Busy";
import { Calendars } from "./Calendars";
import { Clock } from "./Clock";
import { Conflicts } from "./Conflicts";
import { Draft } from "./Draft";
import { Edits } from "./Edits";
import { History } from "./History";
import { Layers } from "./Layers";
import { Messages } from "./Messages";
import { Selection } from "./Selection";
import { Settings, systemZone } from "./Settings";
import { Sync } from "./Sync";
import { Viewing } from "./Viewing";

/** All states of one window. */
export interface States {
	backend: Backend;
	agenda: Agenda;
	arrivals: Arrivals;
	busy: Busy;
	calendars: Calendars;
	clock: Clock;
	conflicts: Conflicts;
	draft: Draft;
	edits: Edits;
	history: History;
	layers: Layers;
	messages: Messages;
	selection: Selection;
	settings: Settings;
	sync: Sync;
	viewing: Viewing;
}

/** Builds the states of a window over a backend, and reads what they begin with. */
export async function openStates(backend: Backend, now: () => number = Date.now): Promise<States> {
	const settings = new Settings(backend);
	const calendars = new Calendars(backend);
	const sync = new Sync(backend);
	await Promise.all([settings.load(), calendars.load(), sync.load()]);
	const zone = settings.value.timeZone || systemZone();
	const clock = new Clock(now, zone);
	const viewing = new Viewing("week", clock.value.today, settings.value.weekStart);
	const agenda = new Agenda(backend, zone);
	const messages = new Messages();
	const edits = new Edits(backend, agenda, calendars, messages, () => clock.zone);
	const conflicts = new Conflicts(backend, edits, () => clock.zone);
	const history = new History(backend, edits, clock);
	const arrivals = new Arrivals(backend, history, messages, clock);
	await Promise.all([agenda.show(viewing.value.days), conflicts.load()]);
	return {
		...{
			backend,
			agenda,
			arrivals,
			busy: new Busy(backend, zone),
			calendars,
			clock,
			conflicts,
			edits,
			history,
			messages,
			settings,
			sync,
			viewing,
		},
		...{ draft: new Draft(), layers: new Layers(), selection: new Selection() },
	};
}

/** Keeps the states true: follows the clock, the view, the settings and the notices. The returned function ends it. */
export function followStates(states: States): () => void {
	const { backend, agenda, arrivals, busy, calendars, clock, conflicts, history, settings, sync, viewing } = states;
	const ends = [
		clock.start(),
		whenFocused(() => void backend.focused().catch(() => {})),
		viewing.subscribe(() => void agenda.show(viewing.value.days)),
		settings.subscribe(() => followSettings(states)),
		backend.listen({
			agenda: (change) => {
				arrivals.changed();
				busy.changed();
				void agenda.changed(change);
				void conflicts.load();
				void history.refresh();
			},
			calendars: () => {
				void calendars.load().then(() => agenda.changed({ from: 0, to: 0 }));
				void sync.load(); // an account may have come or gone with them
				void conflicts.load();
				busy.changed();
				void history.refresh();
			},
			sync: (account) => {
				const before = sync.value.find((a) => a.name === account.name)?.phase;
				sync.told(account);
				if (before === "syncing" && account.phase !== "syncing") {
					void calendars.load();
					void conflicts.load();
				}
			},
		}),
	];
	return () => {
		for (const end of ends) end();
	};
}

function followSettings({ agenda, busy, clock, settings, viewing }: States): void {
	const { weekStart, timeZone } = settings.value;
	if (weekStart !== viewing.value.weekStart) viewing.setWeekStart(weekStart);
	const zone = timeZone || systemZone();
	if (zone === clock.zone) return;
	clock.setZone(zone);
	void agenda.setZone(zone);
	void busy.setZone(zone);
}

/** Calls look when the window comes to the front and when the network comes back. */
function whenFocused(look: () => void): () => void {
	if (typeof window === "undefined") return () => {};
	const events = ["focus", "online"];
	for (const name of events) window.addEventListener(name, look);
	return () => {
		for (const name of events) window.removeEventListener(name, look);
	};
}

const StatesContext = createContext<States | undefined>(undefined);

export const StatesProvider = StatesContext.Provider;

/** The states of the window a component is in. */
export function useStates(): States {
	const states = useContext(StatesContext);
	if (!states) throw new Error("no states around this component");
	return states;
}
