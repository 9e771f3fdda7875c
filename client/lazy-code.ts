// Fetches code that the first paint and the first like intent do not need, when it is first used. A failed
// fetch is repeated by the next caller.

export interface LazyCode<Code> {
  /** Null until it is here. */
  now(): Code | null;
  /** Ahead of the need; whether it came is seen in `now`. */
  fetch(): void;
  /** Rejects when it could not be fetched. */
  take(): Promise<Code>;
}

export function lazyCode<Code>(load: () => Promise<Code>): LazyCode<Code> {
  let here: Code | null = null;
  let coming: Promise<Code> | null = null;
  const take = () => {
    coming ??= load().then(
      (code) => {
        here = code;
        return code;
      },
      (error: unknown) => {
        coming = null;
        throw error;
      },
    );
    return coming;
  };
  return { now: () => here, fetch: () => void take().catch(() => {}), take };
}
