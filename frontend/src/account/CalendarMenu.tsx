import { Ellipsis, Eye, EyeOff, Palette, Pencil, Star } from "lucide-react";
import { type CalendarInfo, failureOf } from "../backend";
import { useStates } from "../state";
import { IconButton } from "../ui";
import { Menu } from "../ui/Menu";

/** What can be done with a calendar. */
export default function CalendarMenu(props: { calendar: CalendarInfo; onChange: (what: "name" | "color") => void }) {
	const { calendar, onChange } = props;
	const { calendars, messages } = useStates();
	const attempt = (change: Promise<void>) => void change.catch((thrown) => messages.failed(failureOf(thrown)));
	const showOnly = () => {
		for (const other of calendars.value) attempt(calendars.hide(other.id, other.id !== calendar.id));
	};
	return (
		<Menu
			label={calendar.name}
			trigger={
				<IconButton small label={`Options of ${calendar.name}`}>
					<Ellipsis size={14} aria-hidden />
				</IconButton>
			}
			groups={[
				[
					{ id: "rename", label: "Rename…", mark: <Pencil size={14} aria-hidden />, run: () => onChange("name") },
					{ id: "color", label: "Colour…", mark: <Palette size={14} aria-hidden />, run: () => onChange("color") },
				],
				[
					calendar.hidden
						? {
								id: "show",
								label: "Show",
								mark: <Eye size={14} aria-hidden />,
								run: () => attempt(calendars.hide(calendar.id, false)),
							}
						: {
								id: "hide",
								label: "Hide",
								mark: <EyeOff size={14} aria-hidden />,
								run: () => attempt(calendars.hide(calendar.id, true)),
							},
					{ id: "only", label: "Show only this", mark: <Eye size={14} aria-hidden />, run: showOnly },
				],
				[
					{
						id: "default",
						label: "New events go here",
						mark: <Star size={14} aria-hidden />,
						selected: calendar.isDefault,
						run: () => attempt(calendars.makeDefault(calendar.id)),
					},
				],
			]}
		/>
	);
}
