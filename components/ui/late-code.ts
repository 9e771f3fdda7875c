// Code that the first paint and the first press do without, fetched when it is first reached for. What
// could not be fetched is fetched anew by the next who reaches for it.

export interface LateCode<Code> {
  /** Null until it is here. */
  now(): Code | null;
  fetch(): void;
}

export function lateCode<Code>(load: () => Promise<Code>): LateCode<Code> {
  let here: Code | null = null;
  let isComing = false;
  return {
    now: () => here,
    fetch() {
      if (isComing) return;
      isComing = true;
      load().then(
        (code) => {
          here = code;
        },
        () => {
          isComing = false;
        },
      );
    },
  };
}
