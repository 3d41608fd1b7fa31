// What jsdom lacks and the window needs.
if (typeof window !== "undefined" && !window.matchMedia) {
	window.matchMedia = (media: string) =>
		({
			media,
			matches: false,
			onchange: null,
			addEventListener() {},
			removeEventListener() {},
			addListener() {},
			removeListener() {},
			dispatchEvent: () => false,
		}) as MediaQueryList;
}
