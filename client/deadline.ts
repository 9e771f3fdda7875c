// Stops waiting at a deadline: the work goes on, its caller does not wait. Leaves no timer behind.

/** Settles as `work` does, or with what `late` returns or throws when `limitMs` passed before. */
export function withDeadline<Value>(
  work: Promise<Value>,
  limitMs: number,
  late: () => Value,
): Promise<Value> {
  return new Promise<Value>((resolve, reject) => {
    const timer = setTimeout(() => {
      try {
        resolve(late());
      } catch (error) {
        reject(error);
      }
    }, limitMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
