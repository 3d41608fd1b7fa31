import { CloudDownload, FileDown, GitMerge, RotateCcw, User } from "lucide-react";
import type { Origin } from "../backend";

const icons: Record<Origin, typeof User> = {
	me: User,
	server: CloudDownload,
	merge: GitMerge,
	undo: RotateCcw,
	import: FileDown,
};

/** Where a change came from, as a picture. The words next to it say the same. */
export function OriginIcon({ origin }: { origin: Origin }) {
	const Icon = icons[origin];
	return (
		<span className={`origin is-${origin}`} aria-hidden>
			<Icon size={12} strokeWidth={2.2} />
		</span>
	);
}
