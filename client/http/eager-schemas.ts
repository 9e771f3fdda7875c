// The schemas for code that carries them from the start: programs and tests. A page fetches them instead.
import type { SchemaSource } from "./lazy-schemas";
import { schemas } from "./schemas";

export const eagerSchemas: SchemaSource = {
  load: () => Promise.resolve(schemas),
  now: () => schemas,
};
