import { expect, test } from "vitest";
import { isPlain, sentenceOf } from "./sentences";

test("a password may go to this computer itself without encryption, and without a yes", () => {
	for (const here of [
		"http://127.0.0.1:5232/",
		"http://127.1.2.3/",
		" HTTP://localhost:80",
		"http://[::1]:8080/dav/",
		"https://a.example/",
		"a@b.example",
		"http://",
	]) {
		expect(isPlain(here), here).toBe(false);
	}
	for (const away of [
		"http://a.example/",
		"HTTP://192.168.1.2:5232",
		"http://127.0.0.1.example/",
		"http://localhost.example/",
	]) {
		expect(isPlain(away), away).toBe(true);
	}
});

test("what Go says of a server goes before what is known in general", () => {
	const failure = {
		name: "Error",
		code: "no_server",
		message: "a.example answered with a web page.",
		hint: "Check the address.",
		field: "address",
	} as const;
	expect(sentenceOf(failure)).toEqual({ title: failure.message, text: failure.hint, field: "address" });
	expect(sentenceOf({ ...failure, message: "no server" }).title).toBe("No calendar server was found at this address.");
});
