import { Bar, Line } from "../occurrence/Shapes";
import { openEditor, useStates, useValue } from "../state";
import { type Day, isBar, longDay } from "../time";
import { Anchored } from "../ui/Anchored";
import { onDay } from "./arrange";

/** Everything on one day, where a month has no room for it. */
export default function DayPeek({ day, onClose }: { day: Day; onClose: () => void }) {
	const states = useStates();
	const { placed } = useValue(states.agenda);
	const anchor = document.querySelector(`[data-day="${day}"]`);
	if (!anchor) return null;
	const keyAt = (target: EventTarget) => (target as Element).closest<HTMLElement>("[data-key]")?.dataset.key;
	return (
		<Anchored anchor={anchor} label={longDay(day)} placement="right top" onClose={onClose} testId="day-peek">
			{/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the clicks are those of the buttons inside */}
			<div
				className="peek"
				data-still=""
				onClick={(event) => {
					const key = keyAt(event.target);
					if (!key) return;
					onClose();
					void openEditor(states, key);
				}}
			>
				<h3>{longDay(day)}</h3>
				{onDay(placed, day).map((p) =>
					isBar(p.span) ? (
						<Bar key={p.key} placed={p} before={false} after={false} style={{}} />
					) : (
						<Line key={p.key} placed={p} />
					),
				)}
			</div>
		</Anchored>
	);
}
