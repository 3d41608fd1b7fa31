import { CloudCog } from "lucide-react";
import { useStates, useValue } from "../state";
import { Button } from "../ui";

/** Invites to connect an account: calmly while there is none, in a line once there is one. */
export function Invitation() {
	const { layers, sync } = useStates();
	const accounts = useValue(sync).filter((a) => a.phase !== "local" && a.name !== "local");
	const connect = () => layers.open({ kind: "connect" });
	if (accounts.length > 0) {
		return (
			<div className="invitation-line">
				<Button kind="quiet" onPress={connect} data-testid="connect">
					Connect another account…
				</Button>
			</div>
		);
	}
	return (
		<aside className="invitation">
			<CloudCog size={20} strokeWidth={1.6} aria-hidden />
			<h2>Bring your calendars along</h2>
			<p>Connect iCloud, Fastmail, Nextcloud or any CalDAV server. Until then, everything stays on this computer.</p>
			<Button kind="primary" onPress={connect} data-testid="connect">
				Connect an account
			</Button>
		</aside>
	);
}
