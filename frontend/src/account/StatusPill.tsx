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

/** How many characters are said whole where there is room; more are said in brief. */
const WHOLE = 26;
/** And where there is less. */
const SHORT = 20;

/** How things stand with the servers, in a few true words. Where there is no room they are fewer, then a number. Pressed, it shows more, asks for the password, or opens the conflict. */
export function StatusPill() {
	const { calendars, clock, conflicts, layers, sync } = useStates();
	const { instant } = useValue(clock);
	const undecided = { calendars: useValue(calendars), conflicts: useValue(conflicts).length };
	const status = statusOf(useValue(sync), instant, undecided);
	const { text } = status;
	const length = text.length > WHOLE ? " is-long" : text.length <= SHORT ? " is-short" : "";
	const Icon = icons[status.standing];
	const press = () => {
		const { standing, account } = status;
		if (standing === "signin") layers.open({ kind: "password", account });
		else layers.open({ kind: standing === "conflict" ? "conflicts" : "sync" });
	};
	return (
		<span className={`pill is-${status.standing}${length}`} title={text}>
			<Button kind="quiet" onPress={press} aria-label={text} data-testid="status" data-standing={status.standing}>
				<Icon size={14} aria-hidden />
				<span role="status">{text}</span>
				<span className="brief" aria-hidden data-text={status.brief} />
				<span className="count" aria-hidden data-text={status.count || ""} />
			</Button>
		</span>
	);
}
