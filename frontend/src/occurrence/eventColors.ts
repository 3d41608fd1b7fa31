/** The colours an event can have of its own, by their names in CSS (RFC 7986 §5.9). */
export const EVENT_COLORS: readonly { value: string; name: string }[] = [
	{ value: "royalblue", name: "Blue" },
	{ value: "darkcyan", name: "Teal" },
	{ value: "seagreen", name: "Green" },
	{ value: "olivedrab", name: "Olive" },
	{ value: "goldenrod", name: "Mustard" },
	{ value: "darkorange", name: "Orange" },
	{ value: "tomato", name: "Vermilion" },
	{ value: "mediumvioletred", name: "Rose" },
	{ value: "mediumpurple", name: "Violet" },
	{ value: "slateblue", name: "Indigo" },
	{ value: "sienna", name: "Cocoa" },
	{ value: "slategray", name: "Slate" },
];
