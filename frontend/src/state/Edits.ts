import { type Backend, type Failure, type Foresight, failureOf, type Patch, type Saved, type Scope } from "../backend";
import type { Span } from "../time";
import type { Agenda } from "./Agenda";
import type { Calendars } from "./Calendars";
import { type DraftValue, patchOf } from "./Draft";
import { proposalsOf } from "./foreseen";
import type { Messages } from "./Messages";
import { Observable } from "./observable";
import { type Placed, timesPatch } from "./placed";

/** A question to the person: which occurrences of a recurring event is it about? */
export interface ScopeQuestion {
	id: number;
	action: "change" | "move" | "delete";
	summary: string;
	scopes: readonly Scope[];
	/** What one of them would come to. */
	foresee: (scope: Scope) => Promise<Foresight>;
	/** Shows on screen what was foreseen. */
	show: (foresight: Foresight) => void;
	answer: (scope: Scope | undefined) => void;
}

/** What names the thing to be changed. */
type Target = {
	object: string;
	revision: number;
	recurrenceId: string;
	recurs: boolean;
	summary: string;
	start: { instant: number };
};

/** What is to become of the target: other fields, or nothing. */
type Wish = { patch: Patch; gone: boolean; moveTo: string };

const changed = (patch: Patch, moveTo = ""): Wish => ({ patch, gone: false, moveTo });

/** How far a preview looks, before and after the occurrence that is changed, in ms. */
export const FORESEEN = 366 * 86_400_000;

/**
 * What is asked before a change is made? Makes every change of events the window
 * can make: asks for the scope where there is one, shows the result at once,
 * says what was done and offers the way back.
 */
export class Edits extends Observable<ScopeQuestion | undefined> {
	private readonly backend: Backend;
	private readonly agenda: Agenda;
	private readonly calendars: Calendars;
	private readonly messages: Messages;
	private readonly zone: () => string;
	private questions = 0;
	/** The change being made. The next waits for it: they are made in the order they were asked for. */
	private turn: Promise<unknown> = Promise.resolve();

	constructor(backend: Backend, agenda: Agenda, calendars: Calendars, messages: Messages, zone: () => string) {
		super(undefined);
		this.backend = backend;
		this.agenda = agenda;
		this.calendars = calendars;
		this.messages = messages;
		this.zone = zone;
	}

	/** Whether an occurrence may be changed. What is past knowledge may not. */
	mayChange({ occurrence }: Placed): boolean {
		if (this.agenda.value.asOf > 0) return false;
		return this.calendars.find(occurrence.calendar)?.writable ?? false;
	}

	/** Moves or stretches an occurrence to span. */
	async reschedule(placed: Placed, span: Span): Promise<void> {
		const patch = timesPatch(placed, span, this.zone());
		if (Object.keys(patch).length === 0) return;
		this.agenda.propose(placed.key, span);
		const moved = span.start !== placed.span.start;
		await this.make(moved ? "Moved" : "Changed", "move", placed.occurrence, changed(patch), (scope) =>
			this.savePatch(placed.occurrence, scope, patch),
		);
	}

	/** Changes a few fields of an occurrence. */
	async change({ occurrence }: Placed, patch: Patch): Promise<void> {
		await this.make("Changed", "change", occurrence, changed(patch), (scope) =>
			this.savePatch(occurrence, scope, patch),
		);
	}

	async remove({ key, occurrence }: Placed): Promise<void> {
		await this.make("Deleted", "delete", occurrence, { patch: {}, gone: true, moveTo: "" }, (scope) => {
			if (this.agenda.find(key)) this.agenda.propose(key, undefined);
			return this.onLatest(occurrence, (revision) =>
				this.backend.remove(occurrence.object, revision, occurrence.recurrenceId, scope),
			);
		});
	}

	/** Saves a draft. Answers whether it is saved; the draft stays open otherwise. */
	async save(draft: DraftValue): Promise<boolean> {
		const { fields, original, details } = draft;
		const patch = patchOf(draft);
		if (!details) {
			return this.perform(
				() => this.backend.create(fields.calendar, patch, this.zone()),
				() => `Created “${fields.summary.trim() || "event"}”`,
			);
		}
		const touched = Object.keys(patch).length > 0;
		const moves = fields.calendar !== original.calendar;
		if (!touched && !moves) return true;
		const scopes: Scope[] = fields.rrule !== original.rrule || moves ? ["all"] : ["this", "following", "all"];
		if (fields.rrule !== original.rrule && !moves && details.recurrenceId !== "") scopes.unshift("following");
		const moveTo = moves ? fields.calendar : "";
		return this.make(
			"Saved",
			"change",
			details,
			changed(patch, moveTo),
			(scope) =>
				touched
					? this.savePatch(details, scope, patch, moveTo)
					: this.backend.move(details.object, details.revision, fields.calendar),
			scopes,
		);
	}

	async undo(): Promise<void> {
		await this.step(() => this.backend.undo(), "Undone", { label: "Redo", run: () => void this.redo() });
	}

	async redo(): Promise<void> {
		await this.step(() => this.backend.redo(), "Done again", { label: "Undo", run: () => void this.undo() });
	}

	/** Makes a change that is no edit of an occurrence, says what text makes of it, and offers the way back. Answers whether it worked. */
	async perform(
		make: () => Promise<Saved>,
		text: (saved: Saved) => string,
		failed = (failure: Failure) => this.messages.failed(failure),
	): Promise<boolean> {
		try {
			const saved = await this.inTurn(make);
			await this.showNow();
			this.messages.done(text(saved), { label: "Undo", run: () => void this.undo() });
			return true;
		} catch (thrown) {
			failed(failureOf(thrown));
			return false;
		}
	}

	private async step(make: () => Promise<Saved>, text: string, action: { label: string; run: () => void }) {
		try {
			const { change, said, left } = await this.inTurn(make);
			await this.showNow();
			if (said) this.messages.done(left ? `Nothing was changed: ${said}.` : `${text}: ${said}.`, action);
			else if (change) this.messages.done(text, action);
			else this.messages.done("Nothing was changed: it has been changed since, or can only be read.");
		} catch (thrown) {
			this.messages.failed(failureOf(thrown));
		}
	}

	/** Shows what a change made of the calendar, also to who was looking back. */
	private async showNow(): Promise<void> {
		if (this.agenda.value.asOf > 0) await this.agenda.travel(0);
		else await this.agenda.settle();
	}

	/** Saves what was touched. */
	private savePatch(target: Target, scope: Scope, patch: Patch, moveTo = ""): Promise<Saved> {
		return this.onLatest(target, (revision) =>
			this.backend.save(target.object, revision, target.recurrenceId, scope, patch, this.zone(), moveTo),
		);
	}

	/**
	 * Makes a change. Where the event moved on meanwhile, the same change is made
	 * on what it is now: an edit names only its own fields, and a delete can be
	 * taken back.
	 */
	private async onLatest<T>(target: Target, make: (revision: number) => Promise<T>): Promise<T> {
		try {
			return await make(target.revision);
		} catch (thrown) {
			if (failureOf(thrown).code !== "stale") throw thrown;
			const { revision } = await this.backend.details(target.object, target.recurrenceId, "");
			return make(revision);
		}
	}

	private foresee(target: Target, wish: Wish, scope: Scope): Promise<Foresight> {
		const at = (offset: number) => new Date(target.start.instant + offset).toISOString();
		const within = { from: at(-FORESEEN), to: at(FORESEEN) };
		return this.onLatest(target, (revision) =>
			this.backend.foresee({ ...target, revision }, scope, wish, within, this.zone()),
		);
	}

	private inTurn<T>(make: () => Promise<T>): Promise<T> {
		const made = this.turn.then(make);
		this.turn = made.catch(() => {});
		return made;
	}

	/** Asks for the scope where there is one, makes the change and tells of it. */
	private async make(
		text: string,
		action: ScopeQuestion["action"],
		target: Target,
		wish: Wish,
		change: (scope: Scope) => Promise<Saved>,
		scopes: readonly Scope[] = ["this", "following", "all"],
	): Promise<boolean> {
		try {
			const scope = target.recurs ? await this.ask(action, target, wish, scopes) : "all";
			if (!scope) {
				this.agenda.withdraw();
				return false;
			}
			await this.inTurn(() => change(scope));
			await this.agenda.settle();
			const title = target.summary.trim() || "event";
			this.messages.done(`${text} “${title}”`, { label: "Undo", run: () => void this.undo() });
			return true;
		} catch (thrown) {
			this.messages.failed(failureOf(thrown));
			await this.agenda.settle();
			return false;
		}
	}

	private ask(
		action: ScopeQuestion["action"],
		target: Target,
		wish: Wish,
		scopes: readonly Scope[],
	): Promise<Scope | undefined> {
		if (scopes.length === 1) return Promise.resolve(scopes[0]);
		this.value?.answer(undefined);
		return new Promise((resolve) => {
			const answer = (scope: Scope | undefined) => {
				this.set(undefined);
				resolve(scope);
			};
			const foresee = (scope: Scope) => this.foresee(target, wish, scope);
			const show = (foresight: Foresight) => {
				if (this.value?.answer !== answer) return;
				this.agenda.proposeAll(proposalsOf(foresight, target.object, this.agenda.value.actual));
			};
			this.set({ id: ++this.questions, action, summary: target.summary, scopes, foresee, show, answer });
		});
	}
}
