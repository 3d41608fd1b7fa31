import { type KeyboardEvent, useState } from "react";
import { failureOf } from "../backend";
import { useStates, useValue } from "../state";
import { Button, combination, keyWords } from "../ui";
import { Dialog } from "../ui/Dialog";
import { chosenKeys, type KeyLine } from "./ownKeys";
import "./settings.css";

/** Keys that only lead to others, and those that always close and confirm. */
const NO_KEYS = ["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "Dead", "Tab", "Enter"];

/** Every key, from the table that the keys are read from: to be looked for, and to be chosen anew. */
export default function KeysDialog({ lines }: { lines: readonly KeyLine[] }) {
	const { layers, messages, settings } = useStates();
	const own = chosenKeys(useValue(settings).keys);
	const [asked, setAsked] = useState("");
	const [choosing, setChoosing] = useState("");
	const [taken, setTaken] = useState("");
	const save = (chosen: Record<string, readonly string[]>) => {
		setChoosing("");
		setTaken("");
		void settings.change("keys", JSON.stringify(chosen)).catch((thrown) => messages.failed(failureOf(thrown)));
	};
	const choose = (line: KeyLine, event: KeyboardEvent) => {
		if (choosing !== line.does || NO_KEYS.includes(event.key)) return;
		event.preventDefault();
		event.stopPropagation();
		if (event.key === "Escape") return setChoosing("");
		const pressed = combination(event.nativeEvent);
		const other = lines.find(({ does, on }) => does !== line.does && on.includes(pressed));
		if (other) setTaken(`${keyWords(pressed)} is “${other.does}” already.`);
		else save({ ...own, [line.does]: [pressed] });
	};
	const wanted = asked.trim().toLowerCase();
	const fits = ({ does, keys }: KeyLine) => `${does} ${keys.join(" ")}`.toLowerCase().includes(wanted);
	const shown = lines.filter(fits);
	const groups = [...new Set(shown.map((line) => line.group))];
	return (
		<Dialog title="Keyboard" onClose={() => layers.close()} lightly width={680} testId="keys">
			<input
				className="input keys-search"
				type="search"
				aria-label="Find a key"
				placeholder="Find a key"
				data-testid="keys-search"
				autoFocus
				value={asked}
				onChange={(event) => setAsked(event.target.value)}
			/>
			<div className="keys">
				{groups.map((group) => (
					<section key={group}>
						<h3>{group}</h3>
						<dl>
							{shown
								.filter((line) => line.group === group)
								.map((line) => (
									<div key={line.does}>
										<dt>{line.does}</dt>
										<dd>
											{line.byKey ? (
												<Keys keys={line.keys} />
											) : (
												<button
													type="button"
													className={`key-choice${line.does in own ? " is-own" : ""}`}
													aria-label={`${line.does}: ${line.keys.join(", ")}. Choose another key`}
													title="Choose another key"
													onClick={() => {
														setTaken("");
														setChoosing(line.does);
													}}
													onKeyDown={(event) => choose(line, event)}
													onBlur={() => setChoosing("")}
												>
													{choosing === line.does ? <em>Press a key</em> : <Keys keys={line.keys} />}
												</button>
											)}
										</dd>
									</div>
								))}
						</dl>
					</section>
				))}
				{shown.length === 0 ? <p className="hint">No key does that.</p> : null}
			</div>
			<div className="dialog-actions">
				<p className="push hint" role="status">
					{taken || "Press a key’s button to choose another."}
				</p>
				{Object.keys(own).length > 0 ? (
					<Button kind="quiet" onPress={() => save({})} data-testid="keys-reset">
						As they were
					</Button>
				) : null}
				<Button kind="primary" onPress={() => layers.close()}>
					Done
				</Button>
			</div>
		</Dialog>
	);
}

function Keys({ keys }: { keys: readonly string[] }) {
	return keys.map((key) => <kbd key={key}>{key}</kbd>);
}
