// Counts uses of each key within its window, in memory. Time is monotonic: setting the machine's clock
// neither lengthens a wait nor ends one.

export interface Used {
  count: number;
  /** Until the window of this key ends. */
  msLeft: number;
}

interface Window {
  count: number;
  endsAt: number;
  forget: NodeJS.Timeout;
}

export interface FixedWindows {
  /** Counts one use; the first one opens the key's window. */
  count(key: string): Used;
  /** What was counted, without counting; null when no window is open. */
  read(key: string): Used | null;
  forget(key: string): void;
}

/** Windows of that length; each is forgotten when it ends. */
export function createFixedWindows(lengthMs: number): FixedWindows {
  const windows = new Map<string, Window>();

  function findOpen(key: string, now: number): Window | null {
    const window = windows.get(key);
    return window && window.endsAt > now ? window : null;
  }

  function forget(key: string): void {
    clearTimeout(windows.get(key)?.forget);
    windows.delete(key);
  }

  function open(key: string, now: number): Window {
    forget(key);
    const timer = setTimeout(() => windows.delete(key), lengthMs).unref();
    const window = { count: 0, endsAt: now + lengthMs, forget: timer };
    windows.set(key, window);
    return window;
  }

  return {
    count(key) {
      const now = performance.now();
      const window = findOpen(key, now) ?? open(key, now);
      window.count++;
      return { count: window.count, msLeft: window.endsAt - now };
    },
    read(key) {
      const now = performance.now();
      const window = findOpen(key, now);
      return window && { count: window.count, msLeft: window.endsAt - now };
    },
    forget,
  };
}
