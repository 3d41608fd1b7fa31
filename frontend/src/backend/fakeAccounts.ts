import type { NewAccount } from "./backend";
import { Failure } from "./errors";

/** Makes each thing go wrong that can when connecting: any password but "wrong" is right, some addresses stand for a failure. */
export function refuse(given: NewAccount) {
	if (given.password === "wrong") {
		throw new Failure("sign_in", "The server did not accept the user name and password.", "", "password");
	}
	if (given.address.startsWith("http://") && !given.allowPlain) {
		throw new Failure("plain", "The connection is not encrypted.", "", "address");
	}
	if (given.address.includes("nokeyring") && given.secret === "keyring") {
		throw new Failure("no_keyring", "No keyring answers on this computer.");
	}
	const codes = ["no_server", "certificate", "offline", "protocol", "foreign_host"] as const;
	for (const code of codes) {
		if (given.address.includes(code)) throw new Failure(code, `Fake failure ${code}.`, "", "address");
	}
}
