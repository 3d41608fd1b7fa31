import { X } from "lucide-react";
import { failureOf } from "../backend";
import { ZoneBox } from "../occurrence/ZoneBox";
import { systemZone, useStates, useValue } from "../state";
import { Button, IconButton, ParsedInput } from "../ui";
import { Dialog } from "../ui/Dialog";
import { Select } from "../ui/Fields";
import "./settings.css";

const weekStarts = [
	{ id: "1", label: "Monday" },
	{ id: "0", label: "Sunday" },
	{ id: "6", label: "Saturday" },
];

const dateOrders = [
	{ id: "ask", label: "I am asked" },
	{ id: "day", label: "10 November" },
	{ id: "month", label: "October 11" },
];

/** How the person wants it: the week, the zone, and how much history is kept. What is changed holds at once. */
export default function SettingsDialog() {
	const { layers, messages, settings } = useStates();
	const { weekStart, timeZone, moreZones, dateOrder } = useValue(settings);
	const { ledgerDays, ledgerMB, ledgerBytes, recordMB, version } = useValue(settings);
	const change = (...args: Parameters<typeof settings.change>) =>
		void settings.change(...args).catch((thrown) => messages.failed(failureOf(thrown)));
	const whole = (key: "ledgerDays" | "ledgerMB" | "recordMB", least: number) => (text: string) => {
		const fits = /^\d{1,6}$/.test(text.trim()) && Number(text) >= least;
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
				<div className="setting">
					<h3>Other zones</h3>
					<div className="setting-zone">
						{moreZones.map((zone) => (
							<span key={zone} className="zone-chip">
								{zone.replaceAll("_", " ")}
								<IconButton
									small
									label={`Remove ${zone.replaceAll("_", " ")}`}
									onPress={() => change("moreZones", moreZones.filter((z) => z !== zone).join())}
								>
									<X size={12} aria-hidden />
								</IconButton>
							</span>
						))}
						{moreZones.length < 2 ? (
							<ZoneBox
								key={moreZones.join()}
								zone=""
								none="Add a zone beside the hours…"
								testId="more-zones"
								onChange={(zone) => zone && change("moreZones", [...new Set([...moreZones, zone])].join())}
							/>
						) : null}
					</div>
				</div>
				<div className="setting">
					<h3>10/11 is read</h3>
					<Select
						label="How 10/11 is read in quick add"
						bare
						options={dateOrders}
						value={dateOrder || "ask"}
						onChange={(to) => change("dateOrder", to === "ask" ? "" : to)}
						testId="date-order"
					/>
				</div>
				<div className="setting is-history">
					<h3>History</h3>
					<p>
						Kept for{" "}
						<ParsedInput
							label="Days"
							text={String(ledgerDays)}
							onCommit={whole("ledgerDays", 1)}
							testId="ledger-days"
						/>{" "}
						days, up to{" "}
						<ParsedInput label="Megabytes" text={String(ledgerMB)} onCommit={whole("ledgerMB", 1)} testId="ledger-mb" />{" "}
						MB. It takes up <strong className="tabular">{size(ledgerBytes)}</strong> now.
					</p>
					<p className="hint">
						Older versions of events are let go first. What has not reached a server is always kept.
					</p>
				</div>
				<div className="setting is-history">
					<h3>Sync record</h3>
					<p>
						Of what was asked of servers and answered, up to{" "}
						<ParsedInput
							label="Megabytes of the sync record"
							text={String(recordMB)}
							onCommit={whole("recordMB", 0)}
							testId="record-mb"
						/>{" "}
						MB.
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
