import type { ReactNode, Ref } from "react";
import { Button as AriaButton, type ButtonProps as AriaProps } from "react-aria-components/Button";

export interface ButtonProps extends Omit<AriaProps, "className" | "children"> {
	kind?: "plain" | "primary" | "quiet" | "danger";
	children: ReactNode;
	ref?: Ref<HTMLButtonElement>;
}

/** A button with words. */
export function Button({ kind = "plain", ...rest }: ButtonProps) {
	return <AriaButton {...rest} className={`button ${kind}`} />;
}

/** A button with a picture; label is what it says to those who do not see it, and on hover. */
export function IconButton({ label, small, ...rest }: Omit<ButtonProps, "kind"> & { label: string; small?: boolean }) {
	return (
		<span title={label}>
			<AriaButton {...rest} aria-label={label} className={`button quiet icon${small ? " small" : ""}`} />
		</span>
	);
}
