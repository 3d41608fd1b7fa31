import { useStates, useValue } from "../state";
import { type Day, formatTime, instantOf, minuteOfWall, wallAt, wallOf } from "../time";

const HOURS = Array.from({ length: 23 }, (_, i) => i + 1);

/** The zones whose hours are shown: those besides first, the one on screen nearest to the days. */
export function useZones(): readonly string[] {
	const { clock, settings, viewing } = useStates();
	const { moreZones } = useValue(settings);
	const { zones } = useValue(viewing);
	useValue(clock);
	return zones ? [clock.zone, ...moreZones] : [clock.zone];
}

/** What the zones of the gutter are called, over it. */
export function ZoneNames({ zones, day }: { zones: readonly string[]; day: Day }) {
	const own = zones[0] ?? "UTC";
	const noon = instantOf(wallAt(day, 720), own);
	return (
		<div className="zone">
			{zones.map((zone, i) => (
				<span key={zone} className="hour-zone" style={{ "--at": i }} title={zone.replaceAll("_", " ")}>
					{zones.length > 1 ? cityOf(zone) : nameOf(zone, noon)}
				</span>
			))}
		</div>
	);
}

/** The hours beside the days, in each of the zones as on the given day. */
export function HourGutter({ zones, day, showsToday }: { zones: readonly string[]; day: Day; showsToday: boolean }) {
	const { clock } = useStates();
	const { wall } = useValue(clock);
	const own = zones[0] ?? "UTC";
	return (
		<div className="hours" aria-hidden>
			{zones.flatMap((zone, i) =>
				HOURS.map((hour) => {
					const there = i === 0 ? wallAt(day, hour * 60) : wallOf(instantOf(wallAt(day, hour * 60), own), zone);
					return (
						<span key={`${zone} ${hour}`} className="tabular" style={{ "--from": hour * 60, "--at": i }}>
							{formatTime(there)}
						</span>
					);
				}),
			)}
			{showsToday ? (
				<span className="now-pill tabular" style={{ "--from": minuteOfWall(wall), "--at": 0 }}>
					{formatTime(wall).replace(/\s?[AP]M$/i, "")}
				</span>
			) : null}
		</div>
	);
}

/** "GMT+1", as the zone is called at that instant. */
function nameOf(timeZone: string, instant: number): string {
	const parts = new Intl.DateTimeFormat(undefined, { timeZone, timeZoneName: "short" }).formatToParts(instant);
	return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}

/** "New York", of America/New_York. */
function cityOf(zone: string): string {
	return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}
