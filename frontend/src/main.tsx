import "./styles/tokens.css";
import "./styles/base.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import type { Backend } from "./backend";
import { failureOf } from "./backend";
import { bindingsReady, insideProgram, wailsBackend } from "./backend/wails";
import { openStates } from "./state";

/**
 * The program's backend in its window. In a browser without the program, a fake
 * in memory, which the address can tune: ?begin=empty&network=down&now=2026-11-24T10:20:00Z
 */
async function openBackend(): Promise<{ backend: Backend; now: () => number }> {
	if (insideProgram()) {
		await bindingsReady();
		return { backend: wailsBackend(), now: Date.now };
	}
	const { FakeBackend } = await import("./backend/fake");
	const { readFakeOptions } = await import("./backend/fakeOptions");
	const options = readFakeOptions(window.location.search);
	return { backend: new FakeBackend(options), now: options.now };
}

const root = createRoot(document.getElementById("root") as HTMLElement);
try {
	const { backend, now } = await openBackend();
	const states = await openStates(backend, now);
	root.render(
		<StrictMode>
			<App states={states} />
		</StrictMode>,
	);
} catch (thrown) {
	const { message, hint } = failureOf(thrown);
	root.render(
		<div className="startup-failure" role="alert">
			<h1>{message}</h1>
			<p>{hint}</p>
		</div>,
	);
}
