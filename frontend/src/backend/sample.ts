import { type Day, isoDay, startOfWeek } from "../time/days";
import type { AccountInfo, CalendarInfo } from "./backend";

/** One event of the fake's. Times are wall times; an override stands in for one occurrence. */
export interface FakeEvent {
	object: string;
	revision: number;
	calendar: string;
	summary: string;
	location: string;
	description: string;
	url: string;
	status: string;
	transparency: string;
	color: string;
	/** "2026-11-22" or "2026-11-22T09:00", in tzid; the end is exclusive. */
	start: string;
	end: string;
	tzid: string;
	allDay: boolean;
	rrule: string;
	exdates: string[];
	alarms: string[];
	conferences: { label: string; uri: string }[];
	state: "synced" | "created" | "edited";
	/** Overrides, by the day they were due. */
	overrides: Record<string, Partial<FakeEvent>>;
}

export const sampleCalendars: CalendarInfo[] = [
	calendar("personal", "home", "Personal", "#2f7de1", true),
	calendar("family", "home", "Family", "#e0662f"),
	calendar("work", "studio", "Work", "#2f9e63"),
	calendar("team", "studio", "Team", "#8a5cd6"),
	{ ...calendar("holidays", "studio", "Public holidays", "#c2a33a"), writable: false },
];

export const localCalendar: CalendarInfo = calendar("local", "local", "Personal", "#2f7de1", true);

function calendar(id: string, account: string, name: string, color: string, isDefault = false): CalendarInfo {
	const href = account === "local" ? "" : `/${account}/${id}/`;
	return {
		id,
		account,
		name,
		color,
		href,
		writable: true,
		components: ["VEVENT"],
		objects: 0,
		hidden: false,
		isDefault,
		heldReason: "",
		held: 0,
		heldMessage: "",
	};
}

export function sampleAccounts(now: number): AccountInfo[] {
	return ["home", "studio"].map((name, i) => ({
		name,
		provider: "caldav",
		url: `https://${name}.example/`,
		user: "ada",
		valid: true,
		lastSync: new Date(now - (2 + i) * 60_000).toISOString(),
		error: "",
		errorCode: "",
		phase: "idle" as const,
		pending: 0,
		secret: "keyring",
		done: 0,
		total: 0,
	}));
}

type Row = [calendar: string, day: number, from: string, to: string, summary: string, more?: Partial<FakeEvent>];

/** A lively fortnight around today, days counted from the Monday of this week. */
const rows: Row[] = [
	["work", -56, "09:15", "09:30", "Stand-up", { rrule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", location: "Room 2" }],
	["work", 0, "10:00", "11:30", "Roadmap review", { location: "Big table", alarms: ["15m"] }],
	["team", 0, "10:30", "11:00", "Hiring sync"],
	["team", 0, "11:00", "12:00", "Interview: design"],
	["personal", 0, "18:30", "19:30", "Swimming", { rrule: "FREQ=WEEKLY;BYDAY=MO,TH", location: "Stadtbad" }],
	["work", 1, "09:00", "12:00", "Deep work: sync engine", { transparency: "OPAQUE" }],
	["team", 1, "10:00", "10:45", "Pairing with Noor", { location: "https://meet.example/pairing" }],
	["team", 1, "11:15", "12:15", "Architecture circle", { rrule: "FREQ=WEEKLY;INTERVAL=2" }],
	["personal", 1, "12:30", "13:30", "Lunch with Ana", { location: "Café Anna" }],
	["family", 1, "16:00", "16:45", "Dentist, Mila", { alarms: ["1h"], location: "Mill Lane 12" }],
	["work", 2, "13:00", "14:00", "1:1 Tomás", { rrule: "FREQ=WEEKLY" }],
	["work", 2, "14:00", "15:30", "Release planning", { status: "TENTATIVE" }],
	["team", 2, "14:30", "15:00", "Support rotation"],
	[
		...(["team", 2, "14:45", "16:00", "Customer call: Lisbon"] as const),
		{
			tzid: "Europe/Lisbon",
			location: "Phone",
			conferences: [
				{ label: "Video, moderators", uri: "https://meet.example/lisbon?room=4" },
				{ label: "By phone", uri: "tel:+351-21-000-0000" },
			],
		},
	],
	["family", 2, "19:00", "21:00", "Choir", { rrule: "FREQ=WEEKLY", location: "St. Peter’s" }],
	["work", 3, "11:00", "12:00", "Demo", { rrule: "FREQ=WEEKLY;INTERVAL=2", location: "Big table" }],
	["personal", 3, "07:30", "08:15", "Run", { transparency: "TRANSPARENT" }],
	["work", 3, "15:00", "17:00", "Write decision record"],
	["personal", 3, "20:00", "23:30", "Concert: Nils Frahm", { location: "Philharmonie", alarms: ["1h"] }],
	["work", 4, "09:45", "10:15", "Retrospective notes"],
	["work", 4, "10:30", "12:00", "Retrospective", { location: "Big table" }],
	["family", 4, "17:00", "18:30", "Bake cookies"],
	["personal", 4, "22:00", "00:00", "Late film"],
	["personal", 5, "10:00", "11:30", "Farmers’ market"],
	["family", 5, "15:00", "18:00", "Birthday party, Leo", { location: "Climbing hall" }],
	["personal", 6, "11:00", "13:00", "Brunch"],
	["work", 8, "14:00", "16:00", "Budget workshop"],
	["personal", 9, "19:00", "22:00", "Dinner at Jo’s"],
	["team", 10, "10:00", "12:00", "Offsite planning"],
	["work", -5, "14:00", "15:00", "Security review"],
	["family", -3, "09:30", "12:30", "Hike with friends"],
	["personal", -6, "08:00", "09:00", "Doctor"],
	["work", 15, "09:30", "11:00", "Kick-off"],
	["team", -18, "10:00", "11:00", "Quarter kick-off"],
	["work", -13, "13:00", "15:00", "Design review"],
	["personal", -12, "19:00", "21:30", "Cinema"],
	["family", -9, "10:00", "12:00", "Flea market"],
	["team", -11, "16:00", "17:00", "Show and tell", { rrule: "FREQ=WEEKLY;INTERVAL=2" }],
	["personal", 13, "20:00", "22:00", "Theatre"],
];

const allDayRows: [calendar: string, day: number, days: number, summary: string, more?: Partial<FakeEvent>][] = [
	["team", 1, 3, "Conference, Ghent", { location: "Ghent" }],
	["family", 4, 3, "Grandparents visiting"],
	["personal", 2, 1, "Bins out", { rrule: "FREQ=WEEKLY", transparency: "TRANSPARENT" }],
	["holidays", 10, 1, "Public holiday"],
	["personal", 12, 9, "Holiday in Lisbon", { transparency: "OPAQUE" }],
	["work", -7, 5, "Team week"],
	["family", -20, 4, "Autumn break"],
];

/** The sample's events, placed around today. */
export function sampleEvents(today: Day, tzid: string): FakeEvent[] {
	const monday = startOfWeek(today, 1);
	const timed = rows.map(([calendar, offset, from, to, summary, more], i) => {
		const day = isoDay(monday + offset);
		const endDay = to <= from ? isoDay(monday + offset + 1) : day;
		return event({
			object: `t${i}`,
			calendar,
			summary,
			start: `${day}T${from}`,
			end: `${endDay}T${to}`,
			tzid,
			...more,
		});
	});
	const whole = allDayRows.map(([calendar, offset, days, summary, more], i) => {
		const [start, end] = [isoDay(monday + offset), isoDay(monday + offset + days)];
		return event({ object: `d${i}`, calendar, summary, start, end, allDay: true, ...more });
	});
	const standUp = timed[0];
	if (standUp) {
		standUp.overrides[isoDay(monday + 3)] = {
			summary: "Stand-up, with guests",
			start: `${isoDay(monday + 3)}T09:30`,
			end: `${isoDay(monday + 3)}T10:00`,
		};
		standUp.exdates.push(isoDay(monday + 8));
	}
	return [...timed, ...whole];
}

/** An event with every field, from those given. */
export function event(given: Partial<FakeEvent>): FakeEvent {
	return {
		object: "",
		revision: 1,
		calendar: "",
		summary: "",
		location: "",
		description: "",
		url: "",
		status: "",
		transparency: "",
		color: "",
		start: "",
		end: "",
		tzid: "",
		allDay: false,
		rrule: "",
		exdates: [],
		alarms: [],
		conferences: [],
		state: "synced",
		overrides: {},
		...given,
	};
}
