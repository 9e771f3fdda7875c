// Names this browser and numbers its like intents. The pair (deviceId, seq) lets an intent be sent twice and
// count once, so `seq` must only rise, in every tab. Both are in one localStorage entry and so vanish
// together: a lost counter means a new device. The number is max(clock, last + 1): a clock set back keeps
// counting from the last one; a clock set forward only jumps. The last three digits belong to the tab, so
// that two tabs do not make the same number in one millisecond.
import type { Clock } from "../clock";

export interface IntentStamp {
  deviceId: string;
  seq: number;
}

/** The part of Storage this needs. */
export interface TextShelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const SHELF_KEY = "heartwire.device";
const TAB_DIGITS = 1_000;

export class Device {
  readonly #shelf: TextShelf | null;
  readonly #clock: Clock;
  readonly #tabDigits: number;
  #last: IntentStamp;

  /** A null storage (private mode, blocked storage): a device that lives as long as the page. */
  constructor(shelf: TextShelf | null, clock: Clock, makeId: () => string) {
    this.#shelf = shelf;
    this.#clock = clock;
    this.#tabDigits = Math.floor(clock.random() * TAB_DIGITS);
    this.#last = this.#read() ?? { deviceId: makeId(), seq: 0 };
    this.#write(this.#last);
  }

  get deviceId(): string {
    return this.#last.deviceId;
  }

  nextStamp(): IntentStamp {
    const shelved = this.#read() ?? this.#last;
    const isSameDevice = shelved.deviceId === this.#last.deviceId;
    const lastSeq = isSameDevice ? Math.max(shelved.seq, this.#last.seq) : shelved.seq;
    this.#last = { deviceId: shelved.deviceId, seq: this.#numberAfter(lastSeq) };
    this.#write(this.#last);
    return this.#last;
  }

  #numberAfter(lastSeq: number): number {
    const tick = Math.max(Math.floor(this.#clock.now()), Math.floor(lastSeq / TAB_DIGITS) + 1);
    return tick * TAB_DIGITS + this.#tabDigits;
  }

  #read(): IntentStamp | null {
    try {
      const [deviceId, seq] = (this.#shelf?.getItem(SHELF_KEY) ?? "").split(" ");
      if (!deviceId || !Number.isSafeInteger(Number(seq))) return null;
      return { deviceId, seq: Number(seq) };
    } catch {
      return null;
    }
  }

  #write(stamp: IntentStamp): void {
    try {
      this.#shelf?.setItem(SHELF_KEY, `${stamp.deviceId} ${stamp.seq}`);
    } catch {
      // A full or forbidden storage: the number in memory still only rises.
    }
  }
}
