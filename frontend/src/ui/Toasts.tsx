import { X } from "lucide-react";
import { Button, IconButton } from "./Button";
import "./toasts.css";

export interface Toast {
	id: number;
	text: string;
	hint: string;
	kind: "done" | "failed" | "news";
	action: { label: string; run: () => void } | undefined;
}

/** Messages in passing, read out as they come. */
export function Toasts({ toasts, onDismiss }: { toasts: readonly Toast[]; onDismiss: (id: number) => void }) {
	return (
		<section className="toasts" aria-label="Messages" aria-live="polite">
			{toasts.map((toast) => (
				<div key={toast.id} className={`toast ${toast.kind}`} data-testid="toast">
					<p>
						{toast.text}
						{toast.hint ? <small>{toast.hint}</small> : null}
					</p>
					{toast.action ? (
						<Button
							onPress={() => {
								onDismiss(toast.id);
								toast.action?.run();
							}}
						>
							{toast.action.label}
						</Button>
					) : null}
					<IconButton label="Dismiss" onPress={() => onDismiss(toast.id)}>
						<X size={14} aria-hidden />
					</IconButton>
				</div>
			))}
		</section>
	);
}
