import { useEffect, useMemo, useRef, useState } from "react";
import { useStates, useValue } from "../state";
import { formatDay, isoDay, longDay, minuteOfWall } from "../time";
import { AllDayLane } from "./AllDayLane";
import { DayColumn } from "./DayColumn";
import { Gesture } from "./Gesture";
import { HourGhost } from "./Ghosts";
import { HourGutter, useZones, ZoneNames } from "./HourGutter";
import { type Ground, useGestures } from "./useGestures";
import { useGridMouse } from "./useGridMouse";
import { useSlide } from "./useSlide";
import "./week.css";

/** Days as columns of hours, under a lane of all-day bars. One day is a week of one. */
export function WeekView() {
	const { agenda, clock, viewing } = useStates();
	const { days, view } = useValue(viewing);
	const { placed } = useValue(agenda);
	const { today } = useValue(clock);
	const zones = useZones();
	const [gesture] = useState(() => new Gesture());
	const scroller = useRef<HTMLDivElement>(null);
	const section = useRef<HTMLElement>(null);
	const head = useRef<HTMLDivElement>(null);
	const body = useRef<HTMLDivElement>(null);

	const ground = useMemo(
		(): Ground => ({
			spotAt: (x, y, near) => {
				if (!head.current || !body.current || !scroller.current) return undefined;
				const hours = body.current.getBoundingClientRect();
				const lane = head.current.querySelector(".lane")?.getBoundingClientRect();
				const column = Math.floor(((x - hours.left) / hours.width) * days.length);
				const day = days[Math.max(0, Math.min(days.length - 1, column))] ?? 0;
				if (!near && (column < 0 || column >= days.length || (lane && y < lane.top))) return undefined;
				if (lane && y < lane.bottom) return { day, minute: undefined };
				return { day, minute: Math.max(0, Math.min(1440, ((y - hours.top) / hours.height) * 1440)) };
			},
			scroller: () =>
				scroller.current ? { element: scroller.current, head: head.current?.offsetHeight ?? 0 } : undefined,
		}),
		[days],
	);
	const onPointerDown = useGestures(gesture, ground);
	const mouse = useGridMouse(ground);
	useScrollToHour(scroller, body);

	const first = days[0] ?? 0;
	const last = days[days.length - 1] ?? first;
	const gutterDay = days.includes(today) ? today : first;
	const label =
		view === "day" ? longDay(first) : `${view === "week" ? "Week, " : ""}${longDay(first)} to ${longDay(last)}`;
	const { drawn, style } = useSlide({ box: scroller, grid: section, days, unit: 1 });
	return (
		<section
			className="week"
			aria-label={label}
			data-grid=""
			data-testid={`view-${view}`}
			tabIndex={-1}
			ref={section}
			style={{ ...style, "--zones": zones.length }}
			onPointerDown={onPointerDown}
			{...mouse}
		>
			<div className="week-scroll" ref={scroller}>
				<div className="week-head" ref={head}>
					<div className="week-days" data-still="">
						<ZoneNames zones={zones} day={gutterDay} />
						<div className="track-box">
							<div className="track">
								{drawn.map((day) => (
									<button
										type="button"
										tabIndex={-1}
										key={day}
										className={`day-head${day === today ? " is-today" : ""}`}
										aria-label={`${longDay(day)}${day === today ? ", today" : ""}`}
										onClick={() => viewing.show(view === "day" ? "week" : "day", day)}
									>
										<span>{formatDay(day, { weekday: "short" })}</span>
										<strong className="tabular">{formatDay(day, { day: "numeric" })}</strong>
									</button>
								))}
							</div>
						</div>
					</div>
					<AllDayLane days={drawn} placed={placed} gesture={gesture} />
				</div>
				<div className="week-body">
					<HourGutter zones={zones} day={gutterDay} showsToday={days.includes(today)} />
					<div className="columns track-box" ref={body}>
						<div className="track">
							{drawn.map((day) => (
								<DayColumn key={isoDay(day)} day={day} placed={placed} />
							))}
						</div>
						<HourGhost gesture={gesture} days={days} />
					</div>
				</div>
			</div>
		</section>
	);
}

/** Begins with the present a third down the view, or with the working day. */
function useScrollToHour(
	scroller: React.RefObject<HTMLDivElement | null>,
	body: React.RefObject<HTMLDivElement | null>,
) {
	const { clock, viewing } = useStates();
	useEffect(() => {
		if (!scroller.current || !body.current) return;
		const hour = body.current.offsetHeight / 24;
		const room =
			scroller.current.clientHeight -
			(body.current.getBoundingClientRect().top - scroller.current.getBoundingClientRect().top);
		const now = minuteOfWall(clock.value.wall) / 60;
		const showsToday = viewing.value.days.includes(clock.value.today);
		const top = showsToday ? Math.min(now * hour - room / 3, 8 * hour + Math.max(0, now - 12) * hour) : 7.75 * hour;
		scroller.current.scrollTop = Math.max(0, top);
	}, [scroller, body, clock, viewing]);
}
