import { Observable } from "./observable";

export interface Message {
	id: number;
	text: string;
	hint: string;
	/** What was done, what failed, or what came in by itself. */
	kind: "done" | "failed" | "news";
	action: { label: string; run: () => void } | undefined;
}

/** How long a message stays, in ms; failures stay longer. */
const STAY = { done: 6_000, failed: 12_000, news: 12_000 };

/** What should the person be told in passing? One message at a time says what was done, with the way back. */
export class Messages extends Observable<readonly Message[]> {
	private last = 0;

	constructor() {
		super([]);
	}

	done(text: string, action?: Message["action"]): void {
		this.add({ text, hint: "", kind: "done", action });
	}

	failed({ message, hint }: { message: string; hint: string }): void {
		this.add({ text: message, hint, kind: "failed", action: undefined });
	}

	/** Tells what came in by itself. */
	news(text: string, action: Message["action"]): void {
		this.add({ text, hint: "", kind: "news", action });
	}

	dismiss(id: number): void {
		this.set(this.value.filter((m) => m.id !== id));
	}

	private add(message: Omit<Message, "id">): void {
		const id = ++this.last;
		const others = this.value.filter((m) => m.kind !== message.kind && (message.kind === "news" || m.kind !== "done"));
		this.set([...others, { ...message, id }]);
		setTimeout(() => this.dismiss(id), STAY[message.kind]);
	}
}
