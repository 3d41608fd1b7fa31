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
	/** palette: not only events, but whatever the window can do. */
	| { kind: "search"; query: string; palette?: boolean }
	| { kind: "newCalendar"; account: string };

/** Which dialog or panel lies over the window? One at a time. */
export class Layers extends Observable<Layer> {
	constructor() {
		super({ kind: "none" });
	}

	open(layer: Layer): void {
		this.set(layer);
	}

	/** What is searched for. */
	seek(query: string): void {
		if (this.value.kind === "search") this.set({ ...this.value, query });
	}

	close(): void {
		this.set({ kind: "none" });
	}
}
