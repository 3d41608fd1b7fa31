import { createContext, useContext } from "react";
import type { Backend } from "../backend";
import { Agenda } from "./Agenda";
import { Calendars } from "./Calendars";
import { Clock } from "./Clock";
import { Draft } from "./Draft";
import { Edits } from "./Edits";
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
	calendars: Calendars;
	clock: Clock;
	draft: Draft;
	edits: Edits;
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
	await agenda.show(viewing.value.days);
	return {
		...{ backend, agenda, calendars, clock, edits, messages, settings, sync, viewing },
		...{ draft: new Draft(), layers: new Layers(), selection: new Selection() },
	};
}

/** Keeps the states true: follows the clock, the view and the notices. The returned function ends it. */
export function followStates({ backend, agenda, calendars, clock, settings, sync, viewing }: States): () => void {
	const ends = [
		clock.start(),
		whenFocused(() => void backend.focused().catch(() => {})),
		viewing.subscribe(() => void agenda.show(viewing.value.days)),
		settings.subscribe(() => viewing.setWeekStart(settings.value.weekStart)),
		backend.listen({
			agenda: (change) => void agenda.changed(change),
			calendars: () => void calendars.load().then(() => agenda.changed({ from: 0, to: 0 })),
			sync: (account) => sync.told(account),
		}),
	];
	return () => {
		for (const end of ends) end();
	};
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
