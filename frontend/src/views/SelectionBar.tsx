import { CopyPlus, Palette, Trash2, X } from "lucide-react";
import { EVENT_COLORS } from "../occurrence/eventColors";
import { copyTogether, deleteTogether, recolorTogether, selectedOnes, useStates, useValue } from "../state";
import { Button, IconButton } from "../ui";
import { Menu } from "../ui/Menu";
import { changeable } from "./selecting";
import "./selection.css";

/** What can be done with several selected events at a time. */
export default function SelectionBar() {
	const states = useStates();
	const { agenda, selection } = states;
	useValue(selection);
	useValue(agenda);
	const all = selectedOnes(states);
	if (all.length < 2) return null;
	const some = changeable(states);
	const remove = () => {
		selection.clear();
		void deleteTogether(states, some);
	};
	const colors = EVENT_COLORS.map(({ value, name }) => ({
		id: value,
		label: name,
		mark: <span className="swatch tinted" style={{ "--cal": value }} aria-hidden />,
		run: () => void recolorTogether(states, some, value),
	}));
	return (
		<section className="selection-bar" aria-label="Selected events" data-testid="selection-bar">
			<p aria-live="polite">
				{all.length} events selected
				{some.length < all.length ? <small>{all.length - some.length} of them can only be read</small> : null}
			</p>
			<Button onPress={() => void copyTogether(states, all)}>
				<CopyPlus size={14} aria-hidden /> Duplicate
			</Button>
			<Menu
				label="Colour"
				trigger={
					<Button isDisabled={some.length === 0}>
						<Palette size={14} aria-hidden /> Colour
					</Button>
				}
				groups={[colors, [{ id: "none", label: "Of the calendar", run: () => void recolorTogether(states, some, "") }]]}
			/>
			<Button isDisabled={some.length === 0} onPress={remove}>
				<Trash2 size={14} aria-hidden /> Delete
			</Button>
			<IconButton label="Select nothing (Esc)" onPress={() => selection.clear()}>
				<X size={14} aria-hidden />
			</IconButton>
		</section>
	);
}
