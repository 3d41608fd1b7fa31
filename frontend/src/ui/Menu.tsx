import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { MenuItem as AriaItem, Menu as AriaMenu, MenuTrigger, Separator } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";

export interface MenuItem {
	id: string;
	label: string;
	mark?: ReactNode;
	danger?: boolean;
	selected?: boolean;
	run: () => void;
}

/** A button that opens a menu. Groups are parted by lines. */
export function Menu({ label, trigger, groups }: { label: string; trigger: ReactNode; groups: readonly MenuItem[][] }) {
	const all = groups.flat();
	return (
		<MenuTrigger>
			{trigger}
			<Popover className="layer" offset={4} placement="bottom end">
				<AriaMenu aria-label={label} className="list" onAction={(id) => all.find((item) => item.id === id)?.run()}>
					{groups.flatMap((group, i) => [
						i > 0 ? <Separator key={`line-${group[0]?.id}`} /> : null,
						...group.map((item) => (
							<AriaItem
								key={item.id}
								id={item.id}
								textValue={item.label}
								className={`list-item${item.danger ? " danger" : ""}`}
							>
								{item.mark}
								<span>{item.label}</span>
								{item.selected ? <Check size={14} aria-hidden style={{ marginLeft: "auto" }} /> : null}
							</AriaItem>
						)),
					])}
				</AriaMenu>
			</Popover>
		</MenuTrigger>
	);
}
