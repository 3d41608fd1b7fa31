import {
	Check,
	CloudAlert,
	CloudOff,
	CloudUpload,
	Hand,
	HardDrive,
	KeyRound,
	RefreshCw,
	Split,
	TriangleAlert,
} from "lucide-react";
import { type Standing, statusOf, useStates, useValue } from "../state";
import { Button } from "../ui";
import "./account.css";

const icons: Record<Standing, typeof Check> = {
	signin: KeyRound,
	failed: CloudAlert,
	offline: CloudOff,
	syncing: RefreshCw,
	held: Hand,
	conflict: Split,
	refused: TriangleAlert,
	waiting: CloudUpload,
	synced: Check,
	local: HardDrive,
};

/** How things stand with the servers, in a few true words. Pressed, it shows more, asks for the password, or opens the conflict. */
export function StatusPill() {
	const { calendars, clock, conflicts, layers, sync } = useStates();
	const { instant } = useValue(clock);
	const undecided = { calendars: useValue(calendars), conflicts: useValue(conflicts).length };
	const status = statusOf(useValue(sync), instant, undecided);
	const Icon = icons[status.standing];
	const press = () => {
		const { standing, account } = status;
		if (standing === "signin") layers.open({ kind: "password", account });
		else layers.open({ kind: standing === "conflict" ? "conflicts" : "sync" });
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
