import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { useStates, useValue } from "../state";
import { type Day, formatDay } from "../time";
import { Gesture } from "./Gesture";
import { MonthWeek } from "./MonthWeek";
import { type Ground, useGestures } from "./useGestures";
import { useGridMouse } from "./useGridMouse";
import { useSlide } from "./useSlide";
import "./month.css";

const DayPeek = lazy(() => import("./DayPeek"));

/** Room above the lines of a day, and the height of a line, in px. */
const DAY_HEAD = 32;
const LINE = 22;

/** The weeks of a month. */
export default function MonthView() {
	const { agenda, viewing } = useStates();
	const { days, day } = useValue(viewing);
	const { placed } = useValue(agenda);
	const [gesture] = useState(() => new Gesture());
	const [peek, setPeek] = useState<Day>();
	const weeks = useRef<HTMLDivElement>(null);
	const count = days.length / 7;
	const rows = useRows(weeks, count);

	const ground = useMemo(
		(): Ground => ({
			spotAt: (x, y, near) => {
				const box = weeks.current?.getBoundingClientRect();
				if (!box) return undefined;
				const column = Math.floor(((x - box.left) / box.width) * 7);
				const row = Math.floor(((y - box.top) / box.height) * (days.length / 7));
				const outside = column < 0 || column > 6 || row < 0 || row >= days.length / 7;
				if (outside && !near) return undefined;
				const clamp = (n: number, most: number) => Math.max(0, Math.min(most, n));
				const spotDay = days[clamp(row, days.length / 7 - 1) * 7 + clamp(column, 6)] ?? 0;
				return { day: spotDay, minute: undefined };
			},
		}),
		[days],
	);
	const onPointerDown = useGestures(gesture, ground);
	const mouse = useGridMouse(ground);
	const { drawn, style } = useSlide({ box: weeks, grid: weeks, days, unit: 7 });
	return (
		<>
			<section
				className="month"
				aria-label={formatDay(day, { month: "long", year: "numeric" })}
				data-grid=""
				data-testid="view-month"
				tabIndex={-1}
				onPointerDown={onPointerDown}
				{...mouse}
			>
				<div className="month-head" data-still="" aria-hidden>
					{days.slice(0, 7).map((d) => (
						<span key={d}>{formatDay(d, { weekday: "short" })}</span>
					))}
				</div>
				<div className="month-weeks" ref={weeks} style={style}>
					<div className="month-track">
						{Array.from({ length: drawn.length / 7 }, (_, i) => (
							<MonthWeek
								key={drawn[i * 7]}
								first={drawn[i * 7] ?? 0}
								month={day}
								placed={placed}
								rows={rows}
								gesture={gesture}
								onMore={setPeek}
							/>
						))}
					</div>
				</div>
			</section>
			<Suspense>{peek === undefined ? null : <DayPeek day={peek} onClose={() => setPeek(undefined)} />}</Suspense>
		</>
	);
}

/** How many lines fit in a day. */
function useRows(weeks: React.RefObject<HTMLDivElement | null>, count: number): number {
	const [rows, setRows] = useState(3);
	useEffect(() => {
		const box = weeks.current;
		if (!box || typeof ResizeObserver === "undefined") return;
		const measure = () => setRows(Math.max(1, Math.floor((box.clientHeight / count - DAY_HEAD) / LINE)));
		const observer = new ResizeObserver(measure);
		observer.observe(box);
		measure();
		return () => observer.disconnect();
	}, [weeks, count]);
	return rows;
}
