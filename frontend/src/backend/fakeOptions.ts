import type { FakeOptions } from "./fakeShelf";

/** Reads how a fake begins from the query of an address. */
export function readFakeOptions(query: string): FakeOptions {
	const asked = new URLSearchParams(query);
	const network = asked.get("network");
	const fixed = Date.parse(asked.get("now") ?? "");
	const started = Date.now();
	return {
		now: () => (Number.isNaN(fixed) ? Date.now() : fixed + Date.now() - started),
		zone: asked.get("zone") ?? (Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC"),
		begin: asked.get("begin") === "empty" ? "empty" : "sample",
		network: network === "down" || network === "signin" ? network : "up",
		trouble: (asked.get("trouble") ?? "").split(","),
		accounts: JSON.parse(asked.get("accounts") ?? "{}"),
		delay: Number(asked.get("delay") ?? 1500),
	};
}
