// Stands between the program and the server: passes everything on, and on order refuses or rewrites what is sent.
import { createServer, request } from "node:http";

export class Between {
	/** What becomes of a text that is sent: it is passed on as this makes it; refused when that is undefined. */
	sent = (text) => text;
	#target;
	#listener;

	constructor(target) {
		this.#target = new URL(target);
		this.#listener = createServer((asked, answer) => void this.#pass(asked, answer).catch(() => answer.destroy()));
	}

	/** Begins to listen, and says where. */
	async open() {
		await new Promise((resolve) => this.#listener.listen(0, "127.0.0.1", resolve));
		return `http://127.0.0.1:${this.#listener.address().port}${this.#target.pathname}`;
	}

	close() {
		this.#listener.closeAllConnections();
		this.#listener.close();
	}

	async #pass(asked, answer) {
		const chunks = [];
		for await (const chunk of asked) chunks.push(chunk);
		const whole = Buffer.concat(chunks);
		const text = asked.method === "PUT" ? this.sent(whole.toString()) : undefined;
		if (asked.method === "PUT" && text === undefined) {
			answer.writeHead(403, { "Content-Type": "text/plain" });
			answer.end("No.");
			return;
		}
		const changed = text !== undefined && text !== whole.toString();
		const body = changed ? Buffer.from(text) : whole;
		const { hostname, port, host } = this.#target;
		const headers = { ...asked.headers, host, "content-length": String(body.length) };
		const passed = request({ hostname, port, path: asked.url, method: asked.method, headers }, (given) => {
			const told = { ...given.headers };
			if (changed) delete told.etag; // a server that rewrites says so by naming no version (RFC 4791 §5.3.4)
			answer.writeHead(given.statusCode, told);
			given.pipe(answer);
		});
		passed.on("error", () => answer.destroy());
		passed.end(body);
	}
}
