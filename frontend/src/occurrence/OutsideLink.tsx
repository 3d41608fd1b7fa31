import { useStates } from "../state";

/** The host a link leads to, as it is on the wire; "" where it is none of the web. */
export function hostOf(uri: string): string {
	try {
		const { protocol, host, username } = new URL(uri);
		return /^https?:$/.test(protocol) && username === "" ? host : "";
	} catch {
		return "";
	}
}

/** A link out of the window, opened by the system. What leads to no host of the web is text only. */
export function OutsideLink({ uri, text }: { uri: string; text?: string }) {
	const { backend } = useStates();
	const host = hostOf(uri);
	if (host === "") return <span className="selectable">{text ? `${text}: ${uri}` : uri}</span>;
	return (
		<button type="button" className="out-link" title={uri} onClick={() => backend.openLink(uri)}>
			{text ? `${text} ` : ""}
			<span>{text ? host : uri.replace(/^https?:\/\/(www\.)?|\/$/g, "")}</span>
		</button>
	);
}
