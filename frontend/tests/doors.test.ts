import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

/** What each room may import of the others. ui, time and layout know no calendar word and no React state. */
const doors: Record<string, readonly string[]> = {
	ui: [],
	time: [],
	layout: [],
	styles: [],
	backend: ["time"],
	state: ["backend", "time"],
	occurrence: ["ui", "state", "time", "layout", "backend"],
	editor: ["ui", "state", "time", "layout", "backend", "occurrence"],
	account: ["ui", "state", "time", "layout", "backend", "occurrence"],
	search: ["ui", "state", "time", "layout", "backend", "occurrence"],
	quickadd: ["ui", "state", "time", "layout", "backend", "occurrence"],
	history: ["ui", "state", "time", "layout", "backend", "occurrence"],
	conflict: ["ui", "state", "time", "layout", "backend", "occurrence"],
	settings: ["ui", "state", "time", "layout", "backend", "occurrence"],
	views: [
		...["ui", "state", "time", "layout", "backend", "occurrence"],
		...["editor", "account", "search", "settings", "history", "conflict", "quickadd"],
	],
};

/** Packages a room must do without. */
const shut: Record<string, RegExp> = {
	time: /^(react|lucide)/,
	layout: /^(react|lucide|temporal)/,
	backend: /^(react|lucide)/,
};

/** Files that only some may import: the Wails side, the fake and the generated bindings stay behind the door. */
const behindTheDoor = /backend\/(wails|fake|sample|expand|notices)|wailsjs/;

const src = resolve(import.meta.dirname, "../src");
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
	.filter((name) => /\.tsx?$/.test(name))
	.map((name) => name.replaceAll("\\", "/"));

describe("doors", () => {
	it.each(files.filter((name) => name.includes("/")))("%s imports only what its room may", (name) => {
		const room = name.split("/")[0] ?? "";
		expect(Object.keys(doors), `an unknown room: ${room}`).toContain(room);
		for (const wanted of importsOf(name)) {
			if (!wanted.startsWith(".")) {
				expect(wanted).not.toMatch(shut[room] ?? /^$/);
				continue;
			}
			const target = relative(src, resolve(dirname(join(src, name)), wanted)).replaceAll("\\", "/");
			const other = target.split("/")[0] ?? "";
			if (other !== room) expect(doors[room], `${name} imports ${target}`).toContain(other);
			if (room !== "backend" && !name.endsWith(".test.ts")) expect(target).not.toMatch(behindTheDoor);
		}
	});

	it("keeps files short", () => {
		for (const name of files) {
			const lines = readFileSync(join(src, name), "utf8").split("\n").length;
			expect(lines, name).toBeLessThanOrEqual(name.endsWith(".tsx") ? 300 : 400);
		}
	});

	it("locks versions and no registry's address", () => {
		const lock = readFileSync(resolve(import.meta.dirname, "../package-lock.json"), "utf8");
		expect(lock).not.toContain('"resolved"');
	});

	it("never says Event for an occurrence", () => {
		for (const name of files.filter((name) => name.startsWith("backend/backend"))) {
			expect(readFileSync(join(src, name), "utf8")).not.toMatch(/interface Event\b/);
		}
	});
});

function importsOf(name: string): string[] {
	const text = readFileSync(join(src, name), "utf8");
	return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
}
