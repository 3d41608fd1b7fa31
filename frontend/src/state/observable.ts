import { useSyncExternalStore } from "react";

/**
 * A value that can be watched. Each state of the window is one: it answers one
 * question, has no markup, and is handed down by context, so that a test needs
 * no more than `new Agenda(fake)`.
 */
export class Observable<T> {
	private current: T;
	private readonly watchers = new Set<() => void>();

	constructor(initial: T) {
		this.current = initial;
	}

	get value(): T {
		return this.current;
	}

	/** Replaces the value and tells everyone, unless it is the same one. */
	protected set(next: T): void {
		if (Object.is(next, this.current)) return;
		this.current = next;
		for (const watcher of [...this.watchers]) watcher();
	}

	readonly subscribe = (watcher: () => void): (() => void) => {
		this.watchers.add(watcher);
		return () => void this.watchers.delete(watcher);
	};

	readonly read = (): T => this.current;
}

/** The present value of an observable, in a component. */
export function useValue<T>(observable: Observable<T>): T {
	return useSyncExternalStore(observable.subscribe, observable.read);
}
