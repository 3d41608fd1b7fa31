import { Check } from "lucide-react";
import type { ConflictField } from "../backend";
import { fieldWords } from "../occurrence/fields";
import { useStates } from "../state";

export type Side = "ours" | "theirs";

interface ChoiceProps {
	fields: readonly ConflictField[];
	/** Which side was chosen, by name of a field; theirs where it says nothing. */
	sides: Readonly<Record<string, Side>>;
	onChoose: (name: string, side: Side) => void;
}

/** Each field as it was, as I have it and as they have it. Pressing one of the two chooses it. */
export function Choice({ fields, sides, onChoose }: ChoiceProps) {
	const { clock } = useStates();
	return (
		<div className="choice" data-testid="choice">
			<div className="choice-row choice-head" aria-hidden>
				<span />
				<span>Before</span>
				<span>Mine</span>
				<span>Theirs</span>
			</div>
			{fields.map(({ name, base, ours, theirs }) => {
				const words = fieldWords(name, [base], clock.zone);
				const value = (text: string) => fieldWords(name, [text], clock.zone).values[0] || "nothing";
				const side = sides[name] ?? "theirs";
				return (
					<fieldset key={name} className="choice-row" aria-label={words.label}>
						<span className="choice-label">{words.label}</span>
						<span className="choice-base">{value(base)}</span>
						{(["ours", "theirs"] as const).map((one) => (
							<button
								type="button"
								key={one}
								aria-pressed={side === one}
								className="choice-side"
								onClick={() => onChoose(name, one)}
								data-testid={`choose-${one}-${name}`}
							>
								<span>{value(one === "ours" ? ours : theirs)}</span>
								<Check size={13} aria-hidden />
								<span className="unseen">{one === "ours" ? "mine" : "theirs"}</span>
							</button>
						))}
					</fieldset>
				);
			})}
		</div>
	);
}
