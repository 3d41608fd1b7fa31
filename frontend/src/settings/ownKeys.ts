/** A key, and what it does, for people. */
export interface KeyLine {
	keys: readonly string[];
	/** The same as they are pressed (see combination). */
	on: readonly string[];
	does: string;
	group: string;
	/** What it does depends on which of its keys was pressed: a palette cannot offer it, and it keeps its keys. */
	byKey?: true;
}

/** The keys that a person chose, by what they do; none where the setting cannot be read. */
export function chosenKeys(setting: string): Record<string, readonly string[]> {
	try {
		return setting ? (JSON.parse(setting) as Record<string, readonly string[]>) : {};
	} catch {
		return {};
	}
}
