import type { Backend, SettingsInfo } from "../backend";
import { Observable } from "./observable";

/** How does the person want it? */
export class Settings extends Observable<SettingsInfo> {
	private readonly backend: Backend;

	constructor(backend: Backend) {
		super({
			...{ defaultCalendar: "", weekStart: 1, timeZone: "", version: "", demo: false },
			...{ ledgerBytes: 0, ledgerDays: 0, ledgerMB: 0 },
		});
		this.backend = backend;
	}

	async load(): Promise<void> {
		this.set(await this.backend.settings());
	}

	async change(key: "weekStart" | "timeZone" | "ledgerDays" | "ledgerMB", value: string): Promise<void> {
		await this.backend.setSetting(key, value);
		await this.load();
	}
}

/** The zone the computer is in. */
export function systemZone(): string {
	return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}
