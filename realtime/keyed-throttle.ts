// Sends the first value at once, then at most one a key and pause; later values are merged into one. Sends of
// one key follow one another, keys do not wait for each other, and a quiet key holds nothing.
import type { Clock } from "./clock";

/** A key's state; pure, no timers. */
export interface Turn<Value> {
  /** What is to be sent, boxed, since a value may be anything. */
  waiting: { value: Value } | null;
  isUrgent: boolean;
  isSending: boolean;
  /** From when the next value may leave. */
  opensAt: number;
}

export function openTurn<Value>(now: number): Turn<Value> {
  return { waiting: null, isUrgent: false, isSending: false, opensAt: now };
}

export function noteValue<Value>(
  turn: Turn<Value>,
  value: Value,
  merge: (earlier: Value, later: Value) => Value,
): void {
  turn.waiting = { value: turn.waiting ? merge(turn.waiting.value, value) : value };
}

/** What may leave now; nothing while a send is under way. */
export function nextOf<Value>(turn: Turn<Value>, now: number): "urgent" | "value" | null {
  if (turn.isSending) return null;
  if (turn.isUrgent) return "urgent";
  return turn.waiting !== null && now >= turn.opensAt ? "value" : null;
}

/** Puts back what could not be sent, in front of what came meanwhile. */
export function putBackValue<Value>(
  turn: Turn<Value>,
  value: Value,
  merge: (earlier: Value, later: Value) => Value,
): void {
  turn.waiting = { value: turn.waiting ? merge(value, turn.waiting.value) : value };
}

export interface ThrottleOptions<Value> {
  clock: Clock;
  /** The pause, in ms, asked for after each send and counted from its end. */
  pauseMs(key: string): number;
  /** The pause after a send that failed. */
  retryMs: number;
  /** How long a key is kept once its pause is over; 0 unless given. */
  keepMs?: number;
  /** Merges two values of one key that were not sent yet; the later wins by default. */
  merge?(earlier: Value, later: Value): Value;
  /** May reject: the value is merged with what came meanwhile and sent again. */
  send(key: string, value: Value): Promise<void>;
  /** What `noteUrgent` calls for: at once, never at the same time as `send`, and before it when both are due. */
  sendUrgent?(key: string): Promise<void>;
  onFailure(error: unknown, key: string): void;
  /** The key was quiet for its pause and is held no longer. */
  onQuiet?(key: string): void;
}

/**
 * For presence and typing, `noteUrgent` carries ends (went offline, typing stopped) past the pause, while beginnings
 * take their turn. For comment counts, `pauseMs` may grow with the room's audience.
 */
export interface KeyedThrottle<Value> {
  /** Sends at once when the key is quiet, otherwise when its pause ends. */
  note(key: string, value: Value): void;
  /** Calls `sendUrgent` at once, or as soon as the send under way is done. */
  noteUrgent(key: string): void;
  /** A value waits or is being sent. */
  isWaiting(key: string): boolean;
  /** Within a send, its pause, or the time it is kept. */
  isOpen(key: string): boolean;
  /** Drops the key and what waits; what is being sent is not put back. */
  forget(key: string): void;
  close(): void;
  readonly openCount: number;
}

interface Entry<Value> {
  turn: Turn<Value>;
  callOff: (() => void) | null;
}

/** A throttle that holds no key. */
export function createKeyedThrottle<Value>(options: ThrottleOptions<Value>): KeyedThrottle<Value> {
  const { clock } = options;
  const merge = options.merge ?? ((_earlier: Value, later: Value) => later);
  const entries = new Map<string, Entry<Value>>();

  function open(key: string): Entry<Value> {
    const known = entries.get(key);
    if (known) return known;
    const entry: Entry<Value> = { turn: openTurn(clock.now()), callOff: null };
    entries.set(key, entry);
    return entry;
  }

  async function run(key: string, entry: Entry<Value>): Promise<void> {
    const { turn } = entry;
    if (nextOf(turn, clock.now()) === null) return;
    entry.callOff?.();
    entry.callOff = null;
    let next = nextOf(turn, clock.now());
    let hasFailed = false;
    while (next !== null && !hasFailed) {
      hasFailed = !(await sendNext(key, turn, next));
      if (entries.get(key) !== entry) return;
      if (hasFailed) turn.opensAt = clock.now() + options.retryMs;
      else if (next === "value") turn.opensAt = clock.now() + Math.max(0, options.pauseMs(key));
      next = nextOf(turn, clock.now());
    }
    rest(key, entry, hasFailed);
  }

  /** Answers whether it went well. */
  async function sendNext(key: string, turn: Turn<Value>, next: "urgent" | "value") {
    const taken = next === "value" ? turn.waiting : null;
    if (next === "value") turn.waiting = null;
    else turn.isUrgent = false;
    turn.isSending = true;
    try {
      if (taken) await options.send(key, taken.value);
      else await options.sendUrgent?.(key);
      return true;
    } catch (error) {
      options.onFailure(error, key);
      if (taken) putBackValue(turn, taken.value, merge);
      else turn.isUrgent = true;
      return false;
    } finally {
      turn.isSending = false;
    }
  }

  function rest(key: string, entry: Entry<Value>, hasFailed: boolean): void {
    const waitMs = hasFailed ? options.retryMs : Math.max(0, entry.turn.opensAt - clock.now());
    entry.callOff = clock.after(waitMs, () => {
      entry.callOff = null;
      const { waiting, isUrgent } = entry.turn;
      if (waiting === null && !isUrgent) keep(key, entry);
      // A timer may end a moment before its clock says so: then the rest of the pause is waited for.
      else if (nextOf(entry.turn, clock.now()) === null) rest(key, entry, false);
      else void run(key, entry);
    });
  }

  function keep(key: string, entry: Entry<Value>): void {
    if (!options.keepMs) drop(key);
    else entry.callOff = clock.after(options.keepMs, () => drop(key));
  }

  function drop(key: string): void {
    forget(key);
    options.onQuiet?.(key);
  }

  function forget(key: string): void {
    entries.get(key)?.callOff?.();
    entries.delete(key);
  }

  return {
    note(key, value) {
      const entry = open(key);
      noteValue(entry.turn, value, merge);
      void run(key, entry);
    },
    noteUrgent(key) {
      const entry = open(key);
      entry.turn.isUrgent = true;
      void run(key, entry);
    },
    isWaiting(key) {
      const turn = entries.get(key)?.turn;
      return turn !== undefined && (turn.isSending || turn.waiting !== null);
    },
    isOpen: (key) => entries.has(key),
    forget,
    close() {
      for (const key of [...entries.keys()]) forget(key);
    },
    get openCount() {
      return entries.size;
    },
  };
}
