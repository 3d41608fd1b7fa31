import {
	type Backend,
	type Chip,
	type Failure,
	failureOf,
	type QuickDraft,
	type Saved,
	type Sentence,
} from "../backend";
import { dayOfWall, dayspan, parseDay, parseWall, type Span } from "../time";
import type { Edits } from "./Edits";
import { Observable } from "./observable";

export interface QuickValue {
	text: string;
	/** A tag of the language it is read in. */
	language: string;
	/** How read is understood, which may be what the text was a moment ago; undefined before the first answer. */
	draft: QuickDraft | undefined;
	read: string;
	/** Why it could not be read or saved. */
	failure: Failure | undefined;
}

/** Where a sentence is said. */
export type Place = Pick<Sentence, "calendar" | "slot"> & { zone: string };

/** What does a line of text say of an event? Asks as one types, and never saves what is in doubt. */
export class QuickAdd extends Observable<QuickValue> {
	private readonly backend: Backend;
	private readonly edits: Edits;
	private readonly place: Place;
	private asked = 0;
	private reading: Promise<void> = Promise.resolve();
	private saving: Promise<Saved | undefined> | undefined;

	constructor(backend: Backend, edits: Edits, place: Place, language: string) {
		super({ text: "", language, draft: undefined, read: "", failure: undefined });
		this.backend = backend;
		this.edits = edits;
		this.place = place;
	}

	write(text: string): void {
		if (text === this.value.text) return;
		this.set({ ...this.value, text, failure: undefined });
		this.reading = this.readNow();
	}

	setLanguage(language: string): void {
		this.set({ ...this.value, language });
		this.reading = this.readNow();
	}

	/** Makes a chip words of the title again. */
	unchip(chip: Chip): void {
		const { draft, text, read } = this.value;
		const at = draft && text === read ? draft.chips.indexOf(chip) : -1;
		if (!draft || at < 0) return;
		const quoted = `"${chip.text.replaceAll('"', "")}"`;
		this.write(draft.chips.map((c, i) => (i === at ? quoted : c.text)).join(""));
	}

	/**
	 * Makes the event, once the text is read to its end; undefined when it was not made. Asked for twice at once
	 * it is made once.
	 */
	save(): Promise<Saved | undefined> {
		this.saving ??= this.saveNow().finally(() => {
			this.saving = undefined;
		});
		return this.saving;
	}

	private async saveNow(): Promise<Saved | undefined> {
		await this.reading;
		const { draft, text, read } = this.value;
		if (!draft || text !== read || draft.doubts.length > 0 || draft.missing) return undefined;
		let saved: Saved | undefined;
		const make = async () => {
			saved = await this.backend.createSaid(this.sentence(), this.place.zone);
			return saved;
		};
		await this.edits.perform(
			make,
			() => `Created “${draft.title}”`,
			(failure) => this.set({ ...this.value, failure }),
		);
		return saved;
	}

	private sentence(): Sentence {
		const { text, language } = this.value;
		return { text, language, calendar: this.place.calendar, slot: this.place.slot };
	}

	private async readNow(): Promise<void> {
		const question = ++this.asked;
		const { text } = this.value;
		try {
			const draft = await this.backend.understand(this.sentence(), this.place.zone);
			if (question === this.asked) this.set({ ...this.value, draft, read: text, failure: undefined });
		} catch (thrown) {
			if (question === this.asked) this.set({ ...this.value, failure: failureOf(thrown) });
		}
	}
}

/** The chips of a text, as far as it begins like the one that was read; the rest has none yet. */
export function chipsOf({ text, draft, read }: QuickValue): Chip[] {
	const chips: Chip[] = [];
	let at = 0;
	for (const chip of draft?.chips ?? []) {
		const end = at + chip.text.length;
		const whole = text.startsWith(chip.text, at) && (end < text.length || text === read);
		if (!whole) break;
		chips.push(chip);
		at = end;
	}
	if (at < text.length) chips.push({ text: text.slice(at), kind: "title", means: "" });
	return chips;
}

/** Whether what a chip means is left open. */
export function isDoubtful(chip: Chip, draft: QuickDraft): boolean {
	return chip.kind !== "blank" && draft.doubts.some(({ text }) => chip.text === text || chip.text.endsWith(` ${text}`));
}

/** When a draft is, in the wall time of its zone; undefined where it does not say. */
export function spanOfDraft({ start, end, allDay }: QuickDraft): Span | undefined {
	if (start === "") return undefined;
	if (allDay) return dayspan(parseDay(start), dayOfWall(parseWall(end)) - 1);
	return { start: parseWall(start), end: parseWall(end), allDay };
}
