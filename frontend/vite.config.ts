import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The window is one page served from the program itself; nothing is loaded
// from elsewhere. Source maps stay out of the binary. The committed dist/.gitkeep
// must outlive a build (Go embeds the folder), so public/ carries one.
export default defineConfig({
	plugins: [react()],
	base: "./",
	build: {
		target: ["es2022", "safari16", "chrome110"],
		chunkSizeWarningLimit: 600,
		modulePreload: { polyfill: false },
	},
	test: {
		include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.ts"],
		testTimeout: 60_000,
	},
});
