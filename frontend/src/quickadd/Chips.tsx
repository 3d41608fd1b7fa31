import type { Chip } from "../backend";
import { isDoubtful, type QuickValue } from "../state/QuickAdd";
import { lookOf } from "./kinds";

/** What each word was taken for. Pressed, it is words of the title again. */
export function Chips({ value, onUndo }: { value: QuickValue; onUndo: (chip: Chip) => void }) {
	const { draft } = value;
	const chips = draft?.chips.filter(lookOf) ?? [];
	if (!draft || chips.length === 0) return null;
	return (
		<ul className="chips" aria-label="Understood">
			{chips.map((chip, i) => (
				<li key={`${chip.kind} ${chips.filter((c, at) => at < i && c.kind === chip.kind).length}`}>
					<ChipButton chip={chip} doubt={isDoubtful(chip, draft)} onPress={() => onUndo(chip)} />
				</li>
			))}
		</ul>
	);
}

function ChipButton({ chip, doubt, onPress }: { chip: Chip; doubt: boolean; onPress: () => void }) {
	const look = lookOf(chip);
	if (!look) return null;
	const { name, icon: Icon, tone } = look;
	const meaning = doubt ? `${chip.text.trim()} ?` : chip.means || (chip.kind === "note" ? "Note" : name);
	return (
		<button
			type="button"
			className="chip"
			data-tone={doubt ? "doubt" : tone}
			data-kind={chip.kind}
			data-testid="chip"
			data-stop=""
			title={`${name}: “${chip.text.trim()}”. Press to make it words of the title.`}
			aria-label={`${name}: ${doubt ? "in doubt" : meaning}, from “${chip.text.trim()}”. Make it words of the title`}
			onClick={onPress}
		>
			<Icon size={13} aria-hidden />
			<span>{meaning}</span>
		</button>
	);
}
