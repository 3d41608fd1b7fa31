import type { Failure } from "../backend";

/** What a person is told when connecting goes wrong: what happened, and what to do. */
export interface Sentence {
	title: string;
	text: string;
	/** The field to look at. */
	field: "address" | "user" | "password" | "secret" | "";
}

const known: Partial<Record<Failure["code"], Sentence>> = {
	sign_in: {
		title: "The server did not accept the user name and password.",
		text: "Some providers want an app-specific password, made in their account settings.",
		field: "password",
	},
	no_server: {
		title: "No calendar server was found at this address.",
		text: "Try the address your provider gives for CalDAV.",
		field: "address",
	},
	offline: {
		title: "The server cannot be reached.",
		text: "Check the address and your connection, then try again.",
		field: "address",
	},
	certificate: {
		title: "The server’s certificate does not fit its address.",
		text: "Nothing was sent. Check the address, or ask whoever runs the server.",
		field: "address",
	},
	plain: {
		title: "This connection is not encrypted.",
		text: "Your password could be read on the way. Use https://, or allow it if you know this network.",
		field: "address",
	},
	protocol: {
		title: "What answered is not a calendar server.",
		text: "It may be the address of a web page. Try the one your provider gives for CalDAV.",
		field: "address",
	},
	foreign_host: {
		title: "The server points to another host.",
		text: "Your password was not sent there. If you trust that host, enter its address instead.",
		field: "address",
	},
	no_keyring: {
		title: "This computer has no keyring to put the password in.",
		text: "Choose below where it should be kept.",
		field: "secret",
	},
	locked: {
		title: "The keyring is locked.",
		text: "Unlock it and try again, or choose another place for the password.",
		field: "secret",
	},
	exists: { title: "This account is connected already.", text: "", field: "address" },
	forbidden: {
		title: "The server does not allow it.",
		text: "The user may have no calendars there.",
		field: "user",
	},
	try_later: { title: "The server asks to be left alone for a while.", text: "Try again in some minutes.", field: "" },
	too_large: { title: "The server’s answer is larger than can be accepted.", text: "", field: "address" },
};

/** The sentence for a failure. What Go says of it goes before what is known in general. */
export function sentenceOf(failure: Failure): Sentence {
	const general = known[failure.code];
	if (!general) return { title: failure.message, text: failure.hint, field: fieldOf(failure.field) };
	const title = particular.includes(failure.code) && failure.message.endsWith(".") ? failure.message : general.title;
	return { title, text: failure.hint || general.text, field: fieldOf(failure.field) || general.field };
}

/** Of these Go says which of several things it was. */
const particular: Failure["code"][] = ["no_server", "offline", "try_later"];

/** Whether a password would go to the address unencrypted and over a network: to this computer itself it may. */
export function isPlain(address: string): boolean {
	const text = address.trim();
	if (!/^http:\/\//i.test(text) || !URL.canParse(text)) return false;
	const { hostname } = new URL(text);
	return !(hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname));
}

function fieldOf(name: string): Sentence["field"] {
	return name === "address" || name === "user" || name === "password" || name === "secret" ? name : "";
}
