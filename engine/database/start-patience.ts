// How long a start is waited for: as long as it makes progress, however slow the machine. Gives up a process
// that uses no time, or too much to be at work.

export interface StartPatience {
  /** The processor time that the process has used by now. */
  note(usedMs: number): void;
  stop(): void;
}

/** Without so much more processor time for so long, it hangs. */
const STANDING_MS = 60_000;
const PROGRESS_MS = 50;
/** A start takes seconds; one that used minutes goes in circles. */
const USED_MAX_MS = 10 * 60_000;

/** Calls `giveUp` with the reason at most once, and never after `stop`. */
export function createStartPatience(giveUp: (why: string) => void): StartPatience {
  let credited = 0;
  let timer: NodeJS.Timeout | undefined;

  function end(why: string): void {
    clearTimeout(timer);
    timer = undefined;
    giveUp(why);
  }

  function wait(): void {
    clearTimeout(timer);
    timer = setTimeout(() => end(`it stood still for ${STANDING_MS / 1_000} s`), STANDING_MS);
  }

  wait();
  return {
    note(usedMs) {
      if (timer === undefined || usedMs - credited < PROGRESS_MS) return;
      credited = usedMs;
      if (usedMs > USED_MAX_MS) end(`it used ${USED_MAX_MS / 60_000} minutes and was not done`);
      else wait();
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
