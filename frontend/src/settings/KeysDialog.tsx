import { useStates } from "../state";
import { Dialog } from "../ui/Dialog";
import "./settings.css";

/** A key, and what it does, for people. */
export interface KeyLine {
	keys: readonly string[];
	does: string;
	group: string;
}

/** Every key, from the table that the keys are read from. */
export default function KeysDialog({ lines }: { lines: readonly KeyLine[] }) {
	const { layers } = useStates();
	const groups = [...new Set(lines.map((line) => line.group))];
	return (
		<Dialog title="Keyboard" onClose={() => layers.close()} lightly width={640} testId="keys">
			<div className="keys">
				{groups.map((group) => (
					<section key={group}>
						<h3>{group}</h3>
						<dl>
							{lines
								.filter((line) => line.group === group)
								.map((line) => (
									<div key={line.does}>
										<dt>{line.does}</dt>
										<dd>
											{line.keys.map((key) => (
												<kbd key={key}>{key}</kbd>
											))}
										</dd>
									</div>
								))}
						</dl>
					</section>
				))}
			</div>
		</Dialog>
	);
}
