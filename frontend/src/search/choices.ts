import { titleOf } from "../occurrence/describe";
import { type Placed, type States, useStates } from "../state";
import { dayOfWall, formatDay, formatTimes, longDay, parseDate } from "../time";

/** Something the window can do, and its keys. */
export interface Command {
	does: string;
	keys: readonly string[];
	run: (states: States) => void;
}

/** One line that can be chosen. */
export interface Choice {
	id: string;
	kind: "command" | "day" | "calendar" | "event";
	title: string;
	/** What stands behind the title. */
	place: string;
	aside: string;
	color: string;
	keys: readonly string[];
	choose: () => void;
}

const plain = { place: "", aside: "", color: "", keys: [] };

/** What a palette offers besides events: what the window can do, days, and calendars. */
export function useActions(query: string, commands: readonly Command[]): Choice[] {
	const states = useStates();
	const { calendars } = states;
	const wanted = query.trim().toLowerCase();
	const fits = (text: string) => text.toLowerCase().includes(wanted);
	const acts = commands
		.filter(({ does }) => fits(does))
		.map(
			(command): Choice => ({
				...plain,
				...{ id: `command ${command.does}`, kind: "command", title: command.does, keys: command.keys },
				choose: () => command.run(states),
			}),
		);
	const shown = calendars.value
		.filter(({ name }) => wanted !== "" && fits(name))
		.map(
			({ id, name, color, hidden }): Choice => ({
				...plain,
				...{ id: `calendar ${id}`, kind: "calendar", title: `${hidden ? "Show" : "Hide"} ${name}`, color },
				choose: () => void calendars.hide(id, !hidden).catch(() => {}),
			}),
		);
	return [...dayChoices(states, wanted), ...acts, ...shown];
}

/** The day that the words name; with suggestions, some to begin with where there are no words. */
export function dayChoices({ clock, viewing }: States, wanted: string, suggestions: readonly string[] = []): Choice[] {
	const said = wanted.trim() === "" ? suggestions : [wanted];
	const days = said.flatMap((words) => parseDate(words.trim().toLowerCase(), clock.value.today) ?? []);
	return [...new Set(days)].map((day) => ({
		...plain,
		...{ id: `day ${day}`, kind: "day", title: `Go to ${longDay(day)}` },
		aside: formatDay(day, { year: "numeric" }),
		choose: () => viewing.goTo(day),
	}));
}

/** Found events as choices: each leads to its day. */
export function eventChoices({ agenda, calendars, selection, viewing }: States, found: readonly Placed[]): Choice[] {
	return found.map((placed) => {
		const { occurrence, span, key } = placed;
		const first = dayOfWall(span.start);
		const day = formatDay(first, { weekday: "short", day: "numeric", month: "short", year: "numeric" });
		return {
			...{ id: key, kind: "event", title: titleOf(occurrence), place: occurrence.location, keys: [] },
			aside: span.allDay ? day : `${day}, ${formatTimes(span)}`,
			color: occurrence.color || (calendars.find(occurrence.calendar)?.color ?? ""),
			choose: async () => {
				viewing.goTo(first);
				await agenda.show(viewing.value.days);
				selection.open(key);
			},
		};
	});
}
