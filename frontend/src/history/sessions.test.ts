import { describe, expect, it } from "vitest";
import type { Exchange } from "../backend";
import { outcomeOf, sessionsOf } from "./sessions";

const exchange = (id: string, session: string, minute: number, given: Partial<Exchange> = {}): Exchange => ({
	...{ id, session, at: `2026-11-24T08:${String(minute).padStart(2, "0")}:00Z`, account: "home" },
	...{ method: "REPORT", url: "/dav/alice/team/", status: 207, decision: "nothing changed" },
	...{ bytes: 100, duration_ms: 20, objects: [], about: 0 },
	...given,
});

describe("the syncs of a record", () => {
	it("are what their requests share, newest first", () => {
		const put = exchange("3", "b", 2, { method: "PUT", status: 201, decision: "sent", objects: ["u"], about: 1 });
		const [newest, older] = sessionsOf([exchange("1", "a", 1), exchange("2", "b", 2), put], "all");
		expect(newest?.requests.map(({ id }) => id)).toEqual(["2", "3"]);
		expect(newest?.duration).toBe(40);
		expect(newest && outcomeOf(newest)).toBe("nothing changed · sent");
		expect(older?.id).toBe("a");
	});

	it("fold into one where they went alike", () => {
		const list = [1, 2, 3].map((n) => exchange(`${n}`, `s${n}`, n));
		const [first, ...others] = sessionsOf(list, "all");
		expect([first?.id, first?.repeats.map(({ id }) => id), others]).toEqual(["s3", ["s2", "s1"], []]);
		expect(sessionsOf([...list, exchange("4", "s4", 4, { status: 0 })], "all")).toHaveLength(2);
	});

	it("are found by what went wrong, and by whether events were in them", () => {
		const gone = exchange("1", "a", 1, { method: "PROPFIND", status: 404, decision: "not there" });
		const refused = exchange("2", "b", 2, { method: "PUT", status: 403, objects: ["u"], about: 1 });
		const lost = exchange("3", "c", 3, { status: 0 });
		const ids = (filter: "all" | "eventful" | "failed") =>
			sessionsOf([gone, refused, lost], filter).map(({ id }) => id);
		expect(ids("all")).toEqual(["c", "b", "a"]);
		expect(ids("failed")).toEqual(["c", "b"]);
		expect(ids("eventful")).toEqual(["b"]);
	});
});
