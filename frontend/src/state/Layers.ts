import { Observable } from "./observable";

/** A dialog or panel over the window. */
export type Layer =
	| { kind: "none" }
	| { kind: "connect" }
	| { kind: "password"; account: string }
	| { kind: "sync" }
	| { kind: "keys" }
	| { kind: "settings" }
	| { kind: "conflicts"; object?: string }
	/** Events; for all, whatever the window can do besides; for days, only those to go to. */
	| { kind: "search"; query: string; for: "events" | "all" | "days" }
	/** An event said in a line; slot is where the person was in the calendar, as a sentence has it. */
	| { kind: "quick"; query: string; slot: string }
	| { kind: "newCalendar"; account: string };

/** Which dialog or panel lies over the window? One at a time. */
export class Layers extends Observable<Layer> {
	/** The line that was left without making an event of it: it is there again the next time. */
	left = "";

	constructor() {
		super({ kind: "none" });
	}

	open(layer: Layer): void {
		this.set(layer);
	}

	/** What is searched for, or said. */
	seek(query: string): void {
		if (this.value.kind === "search" || this.value.kind === "quick") this.set({ ...this.value, query });
	}

	close(): void {
		if (this.value.kind === "quick") this.left = this.value.query;
		this.set({ kind: "none" });
	}
}
