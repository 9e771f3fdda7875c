// Web Locks of one browser, in memory.

export function memoryLocks(): LockManager {
  const held = new Set<string>();
  const waiting: (() => void)[] = [];
  const locks = {
    async request(name: string, { signal }: { signal: AbortSignal }, run: () => Promise<void>) {
      while (held.has(name)) {
        await new Promise<void>((resolve) => waiting.push(resolve));
        if (signal.aborted) throw new DOMException("aborted", "AbortError");
      }
      held.add(name);
      await run();
      held.delete(name);
      for (const each of waiting.splice(0)) each();
    },
    query: async () => ({ held: [...held].map((name) => ({ name })), pending: [] }),
  };
  return locks as unknown as LockManager;
}
