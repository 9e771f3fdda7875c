// Waiting for a condition instead of for time, as patiently as a busy machine needs.

/** Resolves with the first truthy answer; throws, naming what was awaited, when none comes in time. */
export async function waitUntil<Value>(
  what: string,
  ask: () => Value | Promise<Value>,
  withinMs = 60_000,
): Promise<NonNullable<Value>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
