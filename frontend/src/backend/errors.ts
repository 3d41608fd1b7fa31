/** The codes Go gives its errors. The window decides by these and by nothing else. */
export type Code =
	| "stale"
	| "precondition"
	| "gone"
	| "forbidden"
	| "sign_in"
	| "offline"
	| "not_found"
	| "invalid"
	| "read_only"
	| "ambiguous"
	| "exists"
	| "busy"
	| "locked"
	| "no_secret"
	| "no_keyring"
	| "no_server"
	| "certificate"
	| "plain"
	| "too_large"
	| "protocol"
	| "foreign_host"
	| "try_later"
	| "nothing_to_undo"
	| "unsent"
	| "internal";

/** An error from behind the door: a code for the program, a sentence and a hint for the person. */
export class Failure extends Error {
	readonly code: Code;
	readonly hint: string;
	readonly field: string;

	constructor(code: Code, message: string, hint = "", field = "") {
		super(message);
		this.name = "Failure";
		this.code = code;
		this.hint = hint;
		this.field = field;
	}
}

/** Makes a Failure of whatever was thrown. Go's errors arrive as an Error whose message is JSON. */
export function failureOf(thrown: unknown): Failure {
	if (thrown instanceof Failure) return thrown;
	const text = thrown instanceof Error ? thrown.message : String(thrown);
	return parseFailure(text) ?? new Failure("internal", text || "Something went wrong.");
}

/** Reads the JSON text of an error; undefined when it is no such thing. */
export function parseFailure(text: string): Failure | undefined {
	try {
		const { code, message, hint, field } = JSON.parse(text) as Record<string, string>;
		return code && message ? new Failure(code as Code, message, hint ?? "", field ?? "") : undefined;
	} catch {
		return undefined;
	}
}
