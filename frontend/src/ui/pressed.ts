/** A pressed key as text: "mod+shift+z", "alt+ArrowUp", "t". mod is Ctrl, or ⌘. */
export function combination(event: KeyboardEvent): string {
	const letter = /^[a-z]$/i.test(event.key);
	const parts = [
		event.ctrlKey || event.metaKey ? "mod" : "",
		event.altKey ? "alt" : "",
		event.shiftKey && (letter || event.key.length > 1) ? "shift" : "",
		letter ? event.key.toLowerCase() : event.key,
	];
	return parts.filter(Boolean).join("+");
}

/** A combination as people read it: "Ctrl+Shift+Z", "Alt+↑". */
export function keyWords(pressed: string): string {
	const names: Record<string, string> = {
		...{ mod: "Ctrl", alt: "Alt", shift: "Shift", " ": "Space", Escape: "Esc", Delete: "Del" },
		...{ ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→" },
	};
	const parts = pressed === "+" ? ["+"] : pressed.split("+");
	return parts.map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join("+");
}
