import { Ellipsis, Eye, EyeOff, Palette, Pencil, Plus, Star } from "lucide-react";
import { type CSSProperties, lazy, Suspense, useState } from "react";
import { Check } from "lucide-react";
import { Checkbox } from "react-aria-components/Checkbox";
import type { CalendarInfo } from "../backend";
import { failureOf } from "../backend";
import { useStates, useValue } from "../state";
import { IconButton, Menu } from "../ui";

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
						<IconButton small label={`New calendar in ${accountName(account)}`} onPress={() => layers.open({ kind: "newCalendar", account })}>
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
			<Suspense>
				{changing ? <CalendarDialog {...changing} onClose={() => setChanging(undefined)} /> : null}
			</Suspense>
		</div>
	);
}

function accountName(account: string): string {
	return account === "local" ? "On this computer" : account;
}

function Row({ calendar, onChange }: { calendar: CalendarInfo; onChange: (what: "name" | "color") => void }) {
	const { calendars, messages } = useStates();
	const attempt = (change: Promise<void>) => void change.catch((thrown) => messages.failed(failureOf(thrown)));
	const showOnly = () => {
		for (const other of calendars.value) attempt(calendars.hide(other.id, other.id !== calendar.id));
	};
	const style = { "--cal": calendar.color, "--box": "var(--cal-solid)", "--tick": "light-dark(#fff, #14151a)" } as CSSProperties;
	return (
		<li className="calendar-row tinted" style={style} data-testid={`calendar-${calendar.name}`}>
			<Checkbox className="check" isSelected={!calendar.hidden} onChange={(shown) => attempt(calendars.hide(calendar.id, !shown))}>
				<span className="box">
					<Check size={12} strokeWidth={3.2} aria-hidden />
				</span>
				<span className="calendar-name">{calendar.name}</span>
			</Checkbox>
			<Menu
				label={calendar.name}
				trigger={
					<IconButton small label={`Options of ${calendar.name}`}>
						<Ellipsis size={14} aria-hidden />
					</IconButton>
				}
				groups={[
					[
						{ id: "rename", label: "Rename…", mark: <Pencil size={14} aria-hidden />, run: () => onChange("name") },
						{ id: "color", label: "Colour…", mark: <Palette size={14} aria-hidden />, run: () => onChange("color") },
					],
					[
						calendar.hidden
							? { id: "show", label: "Show", mark: <Eye size={14} aria-hidden />, run: () => attempt(calendars.hide(calendar.id, false)) }
							: { id: "hide", label: "Hide", mark: <EyeOff size={14} aria-hidden />, run: () => attempt(calendars.hide(calendar.id, true)) },
						{ id: "only", label: "Show only this", mark: <Eye size={14} aria-hidden />, run: showOnly },
					],
					[
						{
							id: "default",
							label: "New events go here",
							mark: <Star size={14} aria-hidden />,
							selected: calendar.isDefault,
							run: () => attempt(calendars.makeDefault(calendar.id)),
						},
					],
				]}
			/>
		</li>
	);
}
