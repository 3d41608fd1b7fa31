import type { Day } from "../time";
import { Observable } from "./observable";

/** An empty place in a view. minute is undefined for the day as a whole. */
export interface SlotPlace {
	day: Day;
	minute: number | undefined;
}

export interface Selected {
	/** The selected occurrence's key, or "". */
	key: string;
	slot: SlotPlace | undefined;
	/** Whether the selected occurrence's popover is open. */
	open: boolean;
}

const nothing: Selected = { key: "", slot: undefined, open: false };

/** What do the keys act on? An occurrence, an empty slot, or nothing. */
export class Selection extends Observable<Selected> {
	constructor() {
		super(nothing);
	}

	select(key: string): void {
		if (this.value.key !== key || this.value.open) this.set({ key, slot: undefined, open: false });
	}

	open(key: string): void {
		this.set({ key, slot: undefined, open: true });
	}

	close(): void {
		if (this.value.open) this.set({ ...this.value, open: false });
	}

	selectSlot(slot: SlotPlace): void {
		this.set({ key: "", slot, open: false });
	}

	clear(): void {
		this.set(nothing);
	}
}
