import { CircleStop, RefreshCw, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { type AccountInfo, failureOf, type SyncPlan } from "../backend";
import { changesWaiting, useStates, useValue } from "../state";
import { formatAgo } from "../time";
import { Button } from "../ui";
import { Dialog } from "../ui/Dialog";
import { Preview } from "./Preview";

/** How each account stands: last time, what waits, what went wrong, what could not be read. */
export default function SyncPanel() {
	const { agenda, calendars, clock, history, layers, messages, sync } = useStates();
	const openRecord = () => {
		layers.close();
		void history.showRequests();
	};
	const accounts = useValue(sync).filter((a) => a.phase !== "local" && a.name !== "local");
	const { instant } = useValue(clock);
	const { problems } = useValue(agenda);
	const syncing = accounts.some((a) => a.phase === "syncing" || a.phase === "keyring");
	const cancel = () => void sync.cancel().catch((thrown) => messages.failed(failureOf(thrown)));
	const syncNow = () => void sync.now().catch((thrown) => messages.failed(failureOf(thrown)));
	const [plan, setPlan] = useState<SyncPlan | "asking">();
	const preview = async () => {
		if (plan === "asking") return; // disabled, the button would lose the focus, and Esc with it
		setPlan("asking");
		try {
			setPlan(await sync.plan());
		} catch (thrown) {
			setPlan(undefined);
			messages.failed(failureOf(thrown));
		}
	};
	return (
		<Dialog title="Sync" onClose={() => layers.close()} lightly width={440} testId="sync-panel">
			{accounts.length === 0 ? (
				<p className="lead">
					Everything is on this computer only. Connect an account to keep it in step with a server.
				</p>
			) : null}
			<ul className="accounts">
				{accounts.map((account) => (
					<Account key={account.name} account={account} now={instant} />
				))}
			</ul>
			{problems.length > 0 ? (
				<section className="problems">
					<h3>Could not be read</h3>
					<ul>
						{problems.map(({ calendar, message }) => (
							<li key={`${calendar} ${message}`}>
								<TriangleAlert size={14} aria-hidden />
								<span>
									<strong>{calendars.find(calendar)?.name ?? calendar}</strong> {message}
								</span>
							</li>
						))}
					</ul>
				</section>
			) : null}
			{plan && plan !== "asking" ? <Preview plan={plan} /> : null}
			<div className="dialog-actions">
				{accounts.length > 0 ? (
					<span className="push">
						<Button onPress={() => void preview()} data-testid="sync-preview">
							{plan === "asking" ? "Asking the servers…" : "What would happen?"}
						</Button>
						<Button kind="quiet" onPress={openRecord} data-testid="sync-record">
							Record
						</Button>
					</span>
				) : null}
				<Button kind="quiet" onPress={() => layers.close()}>
					Close
				</Button>
				{accounts.length > 0 ? (
					<Button
						kind="primary"
						onPress={syncing ? cancel : syncNow}
						data-testid={syncing ? "sync-cancel" : "sync-now"}
					>
						{syncing ? <CircleStop size={14} aria-hidden /> : <RefreshCw size={14} aria-hidden />}
						{syncing ? "Stop" : "Sync now"}
					</Button>
				) : (
					<Button kind="primary" onPress={() => layers.open({ kind: "connect" })}>
						Connect an account
					</Button>
				)}
			</div>
		</Dialog>
	);
}

function Account({ account, now }: { account: AccountInfo; now: number }) {
	const { layers } = useStates();
	const [removing, setRemoving] = useState(false);
	const last = account.lastSync ? `Synced ${formatAgo(Date.parse(account.lastSync), now)}` : "Not synced yet";
	const phases = {
		syncing:
			account.total > 0 ? `Syncing ${account.done.toLocaleString()} of ${account.total.toLocaleString()}` : "Syncing…",
		keyring: "Waiting for the keyring: it may be asking you to unlock it",
		offline: "Offline",
		signin: "Needs a password",
		failed: "Cannot sync",
		idle: "",
		local: "",
	};
	return (
		<li data-testid={`account-${account.name}`}>
			<header>
				<strong>{account.name}</strong>
				<span>{account.user}</span>
				<Button kind="quiet" onPress={() => setRemoving(!removing)}>
					Remove…
				</Button>
			</header>
			<p>
				{[phases[account.phase], last, account.pending > 0 ? changesWaiting(account.pending) : ""]
					.filter(Boolean)
					.join(" · ")}
			</p>
			{account.phase === "syncing" && account.total > 0 ? (
				<progress value={account.done} max={account.total} aria-label={`Sync of ${account.name}`} />
			) : null}
			{account.error ? (
				<div className="note bad">
					<TriangleAlert size={15} aria-hidden />
					<span>{account.error}</span>
				</div>
			) : null}
			{account.phase === "signin" ? (
				<Button onPress={() => layers.open({ kind: "password", account: account.name })}>Enter password</Button>
			) : null}
			{removing ? <Removal account={account} onDone={() => setRemoving(false)} /> : null}
		</li>
	);
}

function Removal({ account, onDone }: { account: AccountInfo; onDone: () => void }) {
	const { calendars, messages, sync } = useStates();
	const remove = async () => {
		try {
			await sync.remove(account.name, account.pending > 0);
			await calendars.load();
		} catch (thrown) {
			messages.failed(failureOf(thrown));
		}
	};
	return (
		<div className="note">
			<span>
				<strong>Remove {account.name} from this computer?</strong>
				{account.pending > 0
					? `${changesWaiting(account.pending)} to be sent, and would be lost. `
					: "Its calendars stay on the server. "}
				<span className="note-actions">
					<Button kind="danger" onPress={() => void remove()}>
						{account.pending > 0 ? "Remove and lose them" : "Remove"}
					</Button>
					<Button kind="quiet" onPress={onDone}>
						Keep
					</Button>
				</span>
			</span>
		</div>
	);
}
