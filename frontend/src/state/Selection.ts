import type { Day } from "../time";
import { Observable } from "./observable";

/** An empty place in a view. minute is undefined for the day as a whole. */
export interface SlotPlace {
	day: Day;
	minute: number | undefined;
}

export interface Selected {
	/** The key of the occurrence that was selected last, or "". */
	key: string;
	/** The keys of the others, where several are selected. */
	others: readonly string[];
	slot: SlotPlace | undefined;
	/** Whether the selected occurrence's popover is open. */
	open: boolean;
}

const nothing: Selected = { key: "", others: [], slot: undefined, open: false };

/** What do the keys act on? An occurrence, several of them, an empty slot, or nothing. */
export class Selection extends Observable<Selected> {
	constructor() {
		super(nothing);
	}

	/** The keys of all selected occurrences. */
	get keys(): readonly string[] {
		const { key, others } = this.value;
		return key ? [key, ...others] : [];
	}

	has(key: string): boolean {
		return this.value.key === key || this.value.others.includes(key);
	}

	select(key: string): void {
		if (this.value.key !== key || this.value.open || this.value.others.length > 0) this.set({ ...nothing, key });
	}

	/** Selects an occurrence besides the others, or no longer. */
	toggle(key: string): void {
		const rest = this.keys.filter((k) => k !== key);
		if (!this.has(key)) this.set({ ...nothing, key, others: rest });
		else if (rest[0]) this.set({ ...nothing, key: rest[0], others: rest.slice(1) });
		else this.clear();
	}

	/** Selects several, the first of them as the one that was selected last. */
	selectAll(keys: readonly string[]): void {
		const [key = "", ...others] = new Set(keys);
		this.set({ ...nothing, key, others });
	}

	open(key: string): void {
		this.set({ ...nothing, key, open: true });
	}

	close(): void {
		if (this.value.open) this.set({ ...this.value, open: false });
	}

	selectSlot(slot: SlotPlace): void {
		this.set({ ...nothing, slot });
	}

	clear(): void {
		this.set(nothing);
	}
}
