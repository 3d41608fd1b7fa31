import { useState } from "react";

export interface ParsedInputProps {
	label: string;
	/** What it shows while nobody writes in it. */
	text: string;
	/** Takes what was written; answers false when it cannot be read, and the old text comes back. */
	onCommit: (text: string) => boolean;
	isDisabled?: boolean;
	testId?: string;
}

/** A short line that is read when it is left, or on Enter. */
export function ParsedInput({ label, text, onCommit, isDisabled, testId }: ParsedInputProps) {
	const [written, setWritten] = useState<string>();
	const commit = () => {
		if (written !== undefined && written !== text) onCommit(written);
		setWritten(undefined);
	};
	return (
		<input
			className="input parsed tabular"
			aria-label={label}
			data-testid={testId}
			disabled={isDisabled}
			value={written ?? text}
			onFocus={(event) => event.target.select()}
			onChange={(event) => setWritten(event.target.value)}
			onBlur={commit}
			onKeyDown={(event) => {
				if (event.key === "Enter" && written !== undefined && written !== text) {
					event.preventDefault();
					commit();
				}
				if (event.key === "Escape" && written !== undefined) {
					event.stopPropagation();
					setWritten(undefined);
				}
			}}
		/>
	);
}
