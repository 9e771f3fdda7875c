// A page whose visibility and network a test switches.
import type { PageLifecycle, PageListener } from "../page";

export class ManualPage implements PageLifecycle {
  visible = true;
  online = true;
  readonly #listeners = new Set<PageListener>();

  get listenerCount(): number {
    return this.#listeners.size;
  }

  isVisible(): boolean {
    return this.visible;
  }

  isOnline(): boolean {
    return this.online;
  }

  subscribe(listener: PageListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  show(): void {
    this.visible = true;
    for (const each of this.#listeners) each.shown?.();
  }

  hide(): void {
    this.visible = false;
    for (const each of this.#listeners) each.hidden?.();
  }

  sleep(): void {
    for (const each of this.#listeners) each.slept?.();
  }

  goOnline(): void {
    this.online = true;
    for (const each of this.#listeners) each.online?.();
  }

  goOffline(): void {
    this.online = false;
    for (const each of this.#listeners) each.offline?.();
  }
}
