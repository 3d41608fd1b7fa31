/** A line of text to read as an event. */
export interface Sentence {
	text: string;
	/** Where it goes if the text does not say. */
	calendar: string;
	/** Where the person is in the calendar: "2026-11-24", "2026-11-24T13:00", or "" nowhere. */
	slot: string;
	/** A tag such as "de"; "" is English. */
	language: string;
}

/** What a part of a sentence was taken for. */
export type ChipKind =
	| "blank"
	| "title"
	| "date"
	| "time"
	| "length"
	| "zone"
	| "repeat"
	| "place"
	| "people"
	| "calendar"
	| "alarm"
	| "allday"
	| "task"
	| "busy"
	| "call"
	| "link"
	| "note";

/** A part of a sentence. The texts of all, in order, are the sentence. */
export interface Chip {
	text: string;
	kind: ChipKind;
	/** In words; "" for those that speak for themselves, and in doubt. */
	means: string;
}

/** One thing the words in doubt can mean. */
export interface Reading {
	/** How to write it. */
	text: string;
	means: string;
	/** The whole sentence with it. */
	sentence: string;
}

/** Something a sentence leaves open. There may be nothing to choose from. */
export interface Doubt {
	why: string;
	/** The words it is about. */
	text: string;
	message: string;
	readings: Reading[];
}

/** What a sentence was understood as. With doubts, or with something missing, it makes no event. */
export interface QuickDraft {
	title: string;
	/** Dates where allDay, else wall times; "" where none was said. The end is exclusive. */
	start: string;
	end: string;
	allDay: boolean;
	/** "" is the zone on screen. */
	tzid: string;
	rrule: string;
	rruleText: string;
	location: string;
	/** Addresses. Nobody is invited: they stay in the title. */
	people: string[];
	/** "" where none was said. */
	calendar: string;
	alarms: string[];
	transparency: string;
	url: string;
	note: string;
	chips: Chip[];
	doubts: Doubt[];
	/** Why it makes no event although nothing is in doubt; "" where it does. */
	missing: string;
}
