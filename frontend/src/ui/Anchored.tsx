import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Popover, type PopoverProps } from "react-aria-components/Popover";

export interface AnchoredProps {
	/** What it points to; it stays where it is while the element moves about. */
	anchor: Element;
	label: string;
	placement?: PopoverProps["placement"];
	/** Called on Esc and on a press outside. */
	onClose: (why: "escape" | "outside") => void;
	children: ReactNode;
	testId?: string;
	className?: string;
}

/**
 * A small dialog next to something. What lies under it can still be pressed,
 * which closes it and does what that press does.
 */
export function Anchored({ anchor, label, placement, onClose, children, testId, className = "" }: AnchoredProps) {
	const triggerRef = useMemo(() => ({ current: anchor }), [anchor]);
	const close = useRef(onClose);
	close.current = onClose;
	useEffect(() => {
		const press = (event: PointerEvent) => {
			const target = event.target as Element;
			if (!target.closest(".layer, .toasts") && !anchor.contains(target)) close.current("outside");
		};
		window.addEventListener("pointerdown", press, true);
		return () => window.removeEventListener("pointerdown", press, true);
	}, [anchor]);
	return (
		<Popover
			className={`layer ${className}`}
			triggerRef={triggerRef}
			isOpen
			isNonModal
			placement={placement ?? "right top"}
			offset={8}
			onOpenChange={(open) => {
				if (!open) close.current("escape");
			}}
		>
			<Dialog aria-label={label} data-testid={testId}>
				{children}
			</Dialog>
		</Popover>
	);
}
