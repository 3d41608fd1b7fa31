import type { Backend, CalendarInfo } from "../backend";
import { Observable } from "./observable";

/** Which calendars are there, and how do they look? */
export class Calendars extends Observable<readonly CalendarInfo[]> {
	private readonly backend: Backend;

	constructor(backend: Backend) {
		super([]);
		this.backend = backend;
	}

	async load(): Promise<void> {
		this.set(await this.backend.calendars());
	}

	find(id: string): CalendarInfo | undefined {
		return this.value.find((c) => c.id === id);
	}

	/** Where a new event goes: the chosen default, else the first that can be written to and is seen. */
	get home(): CalendarInfo | undefined {
		const open = this.writable;
		return open.find((c) => c.isDefault && !c.hidden) ?? open.find((c) => !c.hidden) ?? open[0];
	}

	/** Calendars a new event may go to. */
	get writable(): readonly CalendarInfo[] {
		return this.value.filter((c) => c.writable && (c.components.length === 0 || c.components.includes("VEVENT")));
	}

	hide(id: string, hidden: boolean): Promise<void> {
		return this.change(id, { hidden }, () => this.backend.hideCalendar(id, hidden));
	}

	rename(id: string, name: string): Promise<void> {
		return this.change(id, { name }, () => this.backend.renameCalendar(id, name));
	}

	recolor(id: string, color: string): Promise<void> {
		return this.change(id, { color }, () => this.backend.recolorCalendar(id, color));
	}

	makeDefault(id: string): Promise<void> {
		this.set(this.value.map((c) => ({ ...c, isDefault: c.id === id })));
		return this.change(id, {}, () => this.backend.setDefaultCalendar(id));
	}

	async create(name: string, account: string, color: string): Promise<void> {
		await this.backend.createCalendar(name, account, color);
		await this.load();
	}

	/** Shows a change at once, makes it, and reads the truth back, also when it failed. */
	private async change(id: string, change: Partial<CalendarInfo>, make: () => Promise<void>): Promise<void> {
		this.set(this.value.map((c) => (c.id === id ? { ...c, ...change } : c)));
		try {
			await make();
		} finally {
			await this.load();
		}
	}
}
