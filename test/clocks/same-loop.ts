// Proves limits of time as an order of events: the work beside a timer of the same process, set at the same
// moment. A busy machine delays both alike, so the order stays. Only for work this process does itself.

/** The timer was due; what was due before it still has its answer on the way, over this many turns of the loop. */
const TURNS = 200;

/** Answers as `work` does; throws when a timer of `ms`, set beside it, comes first. */
export async function settlesBefore<Value>(
  ms: number,
  what: string,
  work: () => Promise<Value>,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(async () => {
      for (let turn = 0; turn < TURNS; turn++) await new Promise(setImmediate);
      reject(new Error(`${what}: a timer of ${ms} ms came first`));
    }, ms);
  });
  try {
    return await Promise.race([work(), tooLate]);
  } finally {
    clearTimeout(timer);
    tooLate.catch(() => undefined);
  }
}
