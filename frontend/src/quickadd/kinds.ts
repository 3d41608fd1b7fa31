import {
	Bell,
	CalendarDays,
	CalendarRange,
	CircleDashed,
	Clock,
	Globe,
	Hourglass,
	Link,
	type LucideIcon,
	MapPin,
	Repeat,
	SquareCheck,
	StickyNote,
	Tag,
	User,
	Video,
} from "lucide-react";
import type { Chip, ChipKind } from "../backend";

/** What a chip is called, how it is drawn, and which of the few colours it has. */
export interface KindLook {
	name: string;
	icon: LucideIcon;
	tone: "when" | "where" | "what";
}

/** Every kind that is a chip. Words of the title and what is between chips are none. */
export const kinds: Record<Exclude<ChipKind, "blank" | "title">, KindLook> = {
	date: { name: "Date", icon: CalendarDays, tone: "when" },
	time: { name: "Time", icon: Clock, tone: "when" },
	length: { name: "Duration", icon: Hourglass, tone: "when" },
	zone: { name: "Time zone", icon: Globe, tone: "when" },
	repeat: { name: "Repeats", icon: Repeat, tone: "when" },
	allday: { name: "All day", icon: CalendarRange, tone: "when" },
	place: { name: "Place", icon: MapPin, tone: "where" },
	call: { name: "Call", icon: Video, tone: "where" },
	link: { name: "Link", icon: Link, tone: "where" },
	calendar: { name: "Calendar", icon: Tag, tone: "where" },
	people: { name: "Guest", icon: User, tone: "what" },
	alarm: { name: "Alarm", icon: Bell, tone: "what" },
	busy: { name: "Show as", icon: CircleDashed, tone: "what" },
	task: { name: "To-do", icon: SquareCheck, tone: "what" },
	note: { name: "Note", icon: StickyNote, tone: "what" },
};

/** How a chip looks; undefined for what is none. */
export function lookOf({ kind }: Chip): KindLook | undefined {
	return kind === "blank" || kind === "title" ? undefined : kinds[kind];
}

/** The languages that are read, each in its own words. */
export const languages = [
	{ id: "en", label: "English" },
	{ id: "de", label: "Deutsch" },
	{ id: "fr", label: "Français" },
	{ id: "es", label: "Español" },
] as const;

export type Language = (typeof languages)[number]["id"];

const REMEMBERED = "quick-language";

/** The language chosen last, else the first of the reader's that is read, else English. */
export function usualLanguage(): Language {
	const wanted = [localStorage.getItem(REMEMBERED) ?? "", ...navigator.languages];
	for (const tag of wanted) {
		const found = languages.find(({ id }) => id === tag.slice(0, 2).toLowerCase());
		if (found) return found.id;
	}
	return "en";
}

export function rememberLanguage(language: Language): void {
	localStorage.setItem(REMEMBERED, language);
}
