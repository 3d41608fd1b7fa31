import { failureOf } from "../backend";
import { ZoneBox } from "../occurrence/ZoneBox";
import { systemZone, useStates, useValue } from "../state";
import { Button, ParsedInput } from "../ui";
import { Dialog } from "../ui/Dialog";
import { Select } from "../ui/Fields";
import "./settings.css";

const weekStarts = [
	{ id: "1", label: "Monday" },
	{ id: "0", label: "Sunday" },
	{ id: "6", label: "Saturday" },
];

/** How the person wants it: the week, the zone, and how much history is kept. What is changed holds at once. */
export default function SettingsDialog() {
	const { layers, messages, settings } = useStates();
	const { weekStart, timeZone, ledgerDays, ledgerMB, ledgerBytes, version } = useValue(settings);
	const change = (...args: Parameters<typeof settings.change>) =>
		void settings.change(...args).catch((thrown) => messages.failed(failureOf(thrown)));
	const whole = (key: "ledgerDays" | "ledgerMB") => (text: string) => {
		const fits = /^\d{1,6}$/.test(text.trim()) && Number(text) > 0;
		if (fits) change(key, String(Number(text)));
		return fits;
	};
	return (
		<Dialog title="Settings" onClose={() => layers.close()} lightly width={500} testId="settings">
			<div className="settings">
				<div className="setting">
					<h3>Week starts on</h3>
					<Select
						label="Week starts on"
						bare
						options={weekStarts}
						value={String(weekStart)}
						onChange={(to) => change("weekStart", to)}
						testId="week-start"
					/>
				</div>
				<div className="setting">
					<h3>Time zone</h3>
					<div className="setting-zone">
						<ZoneBox
							key={timeZone}
							zone={timeZone}
							none={`Follow the system (${systemZone()})`}
							onChange={(to) => change("timeZone", to)}
						/>
					</div>
				</div>
				<div className="setting is-history">
					<h3>History</h3>
					<p>
						Kept for{" "}
						<ParsedInput label="Days" text={String(ledgerDays)} onCommit={whole("ledgerDays")} testId="ledger-days" />{" "}
						days, up to{" "}
						<ParsedInput label="Megabytes" text={String(ledgerMB)} onCommit={whole("ledgerMB")} testId="ledger-mb" />{" "}
						MB. It takes up <strong className="tabular">{size(ledgerBytes)}</strong> now.
					</p>
					<p className="hint">
						Older versions of events are let go first. What has not reached a server is always kept.
					</p>
				</div>
			</div>
			<div className="dialog-actions">
				<span className="push settings-version">Calends {version}</span>
				<Button kind="quiet" onPress={() => layers.open({ kind: "keys" })}>
					Keyboard
				</Button>
				<Button kind="primary" onPress={() => layers.close()}>
					Done
				</Button>
			</div>
		</Dialog>
	);
}

/** "3.4 MB" */
function size(bytes: number): string {
	if (bytes < 100_000) return `${Math.ceil(bytes / 1000)} kB`;
	return `${(bytes / 1_000_000).toLocaleString(undefined, { maximumFractionDigits: 1 })} MB`;
}
