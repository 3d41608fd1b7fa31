import type { Backend, SettingsInfo } from "../backend";
import { Observable } from "./observable";

/** What the person can choose. */
export type SettingName =
	| "weekStart"
	| "timeZone"
	| "moreZones"
	| "dateOrder"
	| "ledgerDays"
	| "ledgerMB"
	| "recordMB"
	| "keys";

/** How does the person want it? */
export class Settings extends Observable<SettingsInfo> {
	private readonly backend: Backend;

	constructor(backend: Backend) {
		super({
			...{ defaultCalendar: "", weekStart: 1, timeZone: "", version: "", demo: false },
			...{ moreZones: [], dateOrder: "", keys: "", recordMB: 0 },
			...{ ledgerBytes: 0, ledgerDays: 0, ledgerMB: 0 },
		});
		this.backend = backend;
	}

	async load(): Promise<void> {
		this.set(await this.backend.settings());
	}

	async change(key: SettingName, value: string): Promise<void> {
		await this.backend.setSetting(key, value);
		await this.load();
	}
}

/** The zone the computer is in. */
export function systemZone(): string {
	return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}
