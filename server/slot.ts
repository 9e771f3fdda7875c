// A value of the whole process. server.ts and the routes are two module graphs, so a module-level variable
// would be two; a slot on globalThis is one (docs/decisions/0010).

export interface Slot<Value> {
  put(value: Value): void;
  /** Undefined until something is put there. */
  read(): Value | undefined;
}

/** The slot of that name; the same for every module that names it. */
export function defineSlot<Value>(name: string): Slot<Value> {
  const key = Symbol.for(name);
  const slotted = globalThis as { [key]?: Value };
  return {
    put(value) {
      slotted[key] = value;
    },
    read: () => slotted[key],
  };
}
