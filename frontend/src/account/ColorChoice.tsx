/** Colours that stay apart from one another, in light and dark. */
export const COLORS: readonly { value: string; name: string }[] = [
	{ value: "#2f7de1", name: "Blue" },
	{ value: "#1f9bb5", name: "Teal" },
	{ value: "#2f9e63", name: "Green" },
	{ value: "#7c9a2e", name: "Olive" },
	{ value: "#c2a33a", name: "Mustard" },
	{ value: "#e0862f", name: "Orange" },
	{ value: "#d9482b", name: "Vermilion" },
	{ value: "#d1447c", name: "Rose" },
	{ value: "#8a5cd6", name: "Violet" },
	{ value: "#5b64c9", name: "Indigo" },
	{ value: "#8d6e5a", name: "Cocoa" },
	{ value: "#6b7280", name: "Slate" },
];

/** One of the colours, or any. */
export function ColorChoice({ value, onChange }: { value: string; onChange: (color: string) => void }) {
	return (
		<div className="colors" role="radiogroup" aria-label="Colour">
			{COLORS.map((color) => (
				// biome-ignore lint/a11y/useSemanticElements: a radio input cannot be drawn as a swatch
				<button
					key={color.value}
					type="button"
					role="radio"
					aria-checked={color.value === value.toLowerCase()}
					aria-label={color.name}
					title={color.name}
					className="tinted"
					style={{ "--cal": color.value }}
					onClick={() => onChange(color.value)}
				/>
			))}
			<label className="any-color">
				<input type="color" value={value} onChange={(event) => onChange(event.target.value)} />
				<span>Other…</span>
			</label>
		</div>
	);
}
