import { Check, Hand, Plus } from "lucide-react";
import { type CSSProperties, lazy, Suspense, useState } from "react";
import { Checkbox } from "react-aria-components/Checkbox";
import type { CalendarInfo } from "../backend";
import { failureOf } from "../backend";
import { useStates, useValue } from "../state";
import { IconButton } from "../ui";

const CalendarMenu = lazy(() => import("./CalendarMenu"));
const CalendarDialog = lazy(() => import("./CalendarDialog"));

/** The calendars of every account, to show, hide and change. */
export function CalendarList() {
	const { calendars, layers } = useStates();
	const all = useValue(calendars);
	const [changing, setChanging] = useState<{ calendar: CalendarInfo; what: "name" | "color" }>();
	const accounts = [...new Set(all.map((c) => c.account))];
	return (
		<div className="calendars">
			{accounts.map((account) => (
				<section key={account} aria-label={accountName(account)}>
					<header>
						<h2>{accountName(account)}</h2>
						<IconButton
							small
							label={`New calendar in ${accountName(account)}`}
							onPress={() => layers.open({ kind: "newCalendar", account })}
						>
							<Plus size={14} aria-hidden />
						</IconButton>
					</header>
					<ul>
						{all
							.filter((c) => c.account === account)
							.map((calendar) => (
								<Row key={calendar.id} calendar={calendar} onChange={(what) => setChanging({ calendar, what })} />
							))}
					</ul>
				</section>
			))}
			<Suspense>{changing ? <CalendarDialog {...changing} onClose={() => setChanging(undefined)} /> : null}</Suspense>
		</div>
	);
}

function accountName(account: string): string {
	return account === "local" ? "On this computer" : account;
}

function Row({ calendar, onChange }: { calendar: CalendarInfo; onChange: (what: "name" | "color") => void }) {
	const { calendars, messages } = useStates();
	const attempt = (change: Promise<void>) => void change.catch((thrown) => messages.failed(failureOf(thrown)));
	const style = {
		"--cal": calendar.color,
		"--box": "var(--cal-solid)",
		"--tick": "light-dark(#fff, #14151a)",
	} as CSSProperties;
	return (
		<li className="calendar-row tinted" style={style} data-testid={`calendar-${calendar.name}`}>
			<Checkbox
				className="check"
				isSelected={!calendar.hidden}
				onChange={(shown) => attempt(calendars.hide(calendar.id, !shown))}
			>
				<span className="box">
					<Check size={12} strokeWidth={3.2} aria-hidden />
				</span>
				<span className="calendar-name">{calendar.name}</span>
			</Checkbox>
			{calendar.heldReason ? (
				<span className="calendar-held" title={calendar.heldMessage}>
					<Hand size={13} aria-label="Held back" />
				</span>
			) : null}
			<Suspense fallback={<span className="menu-room" />}>
				<CalendarMenu calendar={calendar} onChange={onChange} />
			</Suspense>
		</li>
	);
}
