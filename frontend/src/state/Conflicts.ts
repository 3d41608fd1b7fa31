import type { Backend, Conflict, Take } from "../backend";
import type { Edits } from "./Edits";
import { Observable } from "./observable";

/** Which events were changed in two places at once, and wait for the person? */
export class Conflicts extends Observable<readonly Conflict[]> {
	private readonly backend: Backend;
	private readonly edits: Edits;
	private readonly zone: () => string;

	constructor(backend: Backend, edits: Edits, zone: () => string) {
		super([]);
		this.backend = backend;
		this.edits = edits;
		this.zone = zone;
	}

	/** Asks again. What was known stays where there is no answer. */
	async load(): Promise<void> {
		try {
			const open = await this.backend.conflicts(this.zone());
			if (open.length > 0 || this.value.length > 0) this.set(open);
		} catch {
			// the next notice asks again
		}
	}

	/** Settles one. Answers whether that worked. */
	async resolve(conflict: Conflict, take: Take, fields: Record<string, "ours" | "theirs"> = {}): Promise<boolean> {
		const said = {
			ours: "Took yours",
			theirs: "Took theirs",
			both: "Kept both",
			merged: "Merged",
		};
		const settled = await this.edits.perform(
			() => this.backend.resolve(conflict.id, take, fields),
			() => `${said[take]}: “${conflict.summary}”`,
		);
		await this.load();
		return settled;
	}
}
