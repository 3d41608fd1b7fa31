import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";

export interface DialogProps {
	title: string;
	lead?: ReactNode;
	children: ReactNode;
	/** Called when the person leaves it with Esc, or by a click outside where that is allowed. */
	onClose: () => void;
	/** Whether a click outside leaves it. */
	lightly?: boolean;
	width?: number;
	testId?: string;
	role?: "dialog" | "alertdialog";
}

/** A dialog over everything. Focus stays in it and returns where it was. */
export function Dialog({ title, lead, children, onClose, lightly = false, width, testId, role }: DialogProps) {
	return (
		<ModalOverlay
			className="backdrop"
			isOpen
			isDismissable={lightly}
			onOpenChange={(open) => {
				if (!open) onClose();
			}}
		>
			<Modal className="layer dialog" style={width ? { width: `min(${width}px, 100%)` } : {}}>
				<AriaDialog data-testid={testId} role={role}>
					<Heading slot="title" level={2}>
						{title}
					</Heading>
					{lead ? <div className="lead">{lead}</div> : null}
					{children}
				</AriaDialog>
			</Modal>
		</ModalOverlay>
	);
}
