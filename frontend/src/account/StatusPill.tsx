import { Check, CloudAlert, CloudOff, CloudUpload, HardDrive, KeyRound, RefreshCw } from "lucide-react";
import { type Standing, statusOf, useStates, useValue } from "../state";
import { Button } from "../ui";
import "./account.css";

const icons: Record<Standing, typeof Check> = {
	signin: KeyRound,
	failed: CloudAlert,
	offline: CloudOff,
	syncing: RefreshCw,
	waiting: CloudUpload,
	synced: Check,
	local: HardDrive,
};

/** How things stand with the servers, in a few true words. Pressed, it shows more, or asks for the password. */
export function StatusPill() {
	const { clock, layers, sync } = useStates();
	const { instant } = useValue(clock);
	const status = statusOf(useValue(sync), instant);
	const Icon = icons[status.standing];
	const press = () => {
		const { standing, account } = status;
		layers.open(standing === "signin" ? { kind: "password", account } : { kind: "sync" });
	};
	return (
		<span className={`pill is-${status.standing}`}>
			<Button kind="quiet" onPress={press} data-testid="status" data-standing={status.standing}>
				<Icon size={14} aria-hidden />
				<span role="status">{status.text}</span>
			</Button>
		</span>
	);
}
