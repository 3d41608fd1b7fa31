import type { CSSProperties } from "react";
import { type Change, type DeletedCalendar, isReceipt } from "../backend";
import { fieldWords, readable } from "../occurrence/fields";
import { type Since, useStates, useValue } from "../state";
import { formatTime, wallOf } from "../time";
import { Button, Segmented } from "../ui";
import { type Batch, batchesOf, dayWords, whoWords } from "./batches";
import { OriginIcon } from "./OriginIcon";
import { TravelField } from "./TravelField";

const spans: { id: Since; label: string }[] = [
	{ id: "today", label: "Today" },
	{ id: "monday", label: "Since Monday" },
	{ id: "all", label: "All" },
];

/** What has changed in all calendars, by the syncs and requests that changed it; and what can be brought back. */
export function WholeHistory() {
	const { history, clock } = useStates();
	const { changes, deleted, loaded, since } = useValue(history);
	const { today } = useValue(clock);
	const batches = batchesOf(changes);
	const days = [...new Set(batches.map(({ at }) => dayWords(at, today, clock.zone)))];
	return (
		<>
			<div className="panel-tools">
				<Segmented label="Since" options={spans} value={since} onChange={(to) => void history.look(to)} />
				<TravelField />
			</div>
			{deleted.length > 0 ? <DeletedCalendars deleted={deleted} /> : null}
			{loaded && changes.length === 0 ? (
				<p className="panel-empty">
					{since === "all" ? "Nothing has changed yet." : "Nothing has changed since then."}
				</p>
			) : null}
			{days.map((day) => (
				<section key={day} className="history-day">
					<h3>{day}</h3>
					{batches
						.filter(({ at }) => dayWords(at, today, clock.zone) === day)
						.map((batch) => (
							<BatchCard key={`${batch.key} ${batch.at}`} batch={batch} />
						))}
				</section>
			))}
		</>
	);
}

function BatchCard({ batch }: { batch: Batch }) {
	const { clock, history } = useStates();
	const { changes, sync, at } = batch;
	const [first] = changes;
	if (!first) return null;
	const count = changes.length === 1 ? "" : ` · ${changes.length} changes`;
	return (
		<div className="batch" data-testid="batch">
			<header>
				<OriginIcon origin={sync || isReceipt(first) ? "server" : first.origin} />
				<p>
					{sync ? whoWords({ ...first, origin: "server" }) : whoWords(first)}
					<small className="tabular">
						{formatTime(wallOf(at, clock.zone))}
						{count}
					</small>
				</p>
				{sync ? (
					<Button kind="quiet" onPress={() => void history.restoreSync(sync)} data-testid="undo-sync">
						Undo this whole sync
					</Button>
				) : null}
			</header>
			<ul>
				{changes.map((change) => (
					<Entry key={change.change} change={change} />
				))}
			</ul>
		</div>
	);
}

function Entry({ change }: { change: Change }) {
	const { calendars, history } = useStates();
	const calendar = useValue(calendars).find((c) => c.id === change.calendar);
	const style = { "--cal": calendar?.color ?? "#888888" } as CSSProperties;
	const { kind, uid, summary } = change;
	return (
		<li className="entry tinted" style={style} data-testid="entry">
			<button type="button" onClick={() => void history.show({ uid, summary })}>
				<span className="swatch" aria-hidden />
				<span className={`entry-title is-${kind}`}>{summary || "(No title)"}</span>
				<span className="entry-what">
					<Gist change={change} />
				</span>
			</button>
			{kind === "deleted" ? (
				<Button aria-label={`Restore ${summary}`} onPress={() => void history.restore(change)} data-testid="restore">
					Restore
				</Button>
			) : null}
		</li>
	);
}

/** A change in a line. */
function Gist({ change }: { change: Change }) {
	const { clock } = useStates();
	const { kind, fields } = change;
	const starts = fields.find(({ name }) => name === "start");
	if (kind === "moved") return "moved to this calendar";
	if (kind !== "edited") {
		const [when] = fieldWords("start", [starts?.after || starts?.before || ""], clock.zone).values;
		return `${kind === "created" ? "new" : "deleted"}${when ? ` · ${when}` : ""}`;
	}
	const [first, ...rest] = readable(fields);
	if (!first) return "changed";
	const { label, values } = fieldWords(first.name, [first.before, first.after], clock.zone);
	const [was, is] = values;
	const plain = first.name === "start" || first.name === "summary" || (is ?? "").length < 24;
	const more = rest.filter(({ name }) => name !== "end").length;
	const said = !is ? `${label} removed` : !plain ? label : was ? `${was} → ${is}` : `${label}: ${is}`;
	return more > 0 ? `${said} and ${more} more` : said;
}

function DeletedCalendars({ deleted }: { deleted: readonly DeletedCalendar[] }) {
	const { clock, history } = useStates();
	const { today } = useValue(clock);
	return (
		<section className="deleted-calendars" data-testid="deleted-calendars">
			<h3>Deleted calendars</h3>
			<ul>
				{deleted.map((calendar) => (
					<li key={calendar.id} className="tinted" style={{ "--cal": calendar.color } as CSSProperties}>
						<span className="swatch" aria-hidden />
						<p>
							{calendar.name}
							<small>
								{calendar.objects === 1 ? "1 event" : `${calendar.objects} events`}
								{" · "}
								{calendar.at ? dayWords(Date.parse(calendar.at), today, clock.zone) : "gone from its server"}
							</small>
						</p>
						<Button onPress={() => void history.restoreCalendar(calendar)}>Restore</Button>
					</li>
				))}
			</ul>
		</section>
	);
}
