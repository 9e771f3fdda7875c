// Loads the schemas as an injected object: rendering a page and liking need none. An HTTP answer waits for
// them (request.ts), and a socket refuses to be made without them (socket-transport.ts). A failed fetch is
// repeated by the next caller.
import { lazyCode } from "../lazy-code";
import type { Schemas } from "./schemas";

export interface SchemaSource {
  /** Rejects when they could not be fetched. */
  load(): Promise<Schemas>;
  /** Throws while they are not here. */
  now(): Schemas;
}

/** Anything that checks a value and gives it its type: a zod schema, or a check made of several. */
export interface Checked<Value> {
  parse(value: unknown): Value;
}

/** How one kind of answer is checked, once the schemas are here. */
export type Check<Value> = (schemas: Schemas) => Checked<Value>;

export function lazySchemas(fetchCode: () => Promise<{ schemas: Schemas }>): SchemaSource {
  const code = lazyCode(async () => (await fetchCode()).schemas);
  return {
    load: code.take,
    now() {
      const here = code.now();
      if (!here) throw new Error("Nothing can be checked before the schemas are here.");
      return here;
    },
  };
}
