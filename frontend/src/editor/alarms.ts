import { alarmText } from "../occurrence/alarmText";

const TIMED = ["0", "5m", "10m", "15m", "30m", "1h", "2h", "1d"];
const ALL_DAY = ["0", "1d", "2d", "1w"];

/** The alarms to choose from, the present ones among them. Values are lists with commas. */
export function alarmOptions(present: readonly string[], allDay: boolean): { id: string; label: string }[] {
	const usual = allDay ? ALL_DAY : TIMED;
	const options = [{ id: "", label: "None" }, ...usual.map((id) => ({ id, label: alarmText(id) }))];
	const now = present.join();
	if (!options.some((option) => option.id === now)) options.push({ id: now, label: present.map(alarmText).join(", ") });
	return options;
}
