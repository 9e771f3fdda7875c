// The schemas behind a door that opens late: drawing a page and pressing its hearts need none. Nothing
// from the network is believed before they are here: an HTTP answer waits for them (http.ts), and so does
// the socket (late-link.ts). A fetch that fails is made anew by whoever asks next.
import type { Schemas } from "./schemas";

type SchemaCode = { schemas: Schemas };

/** Anything that checks a value and gives it its type: a zod schema, or what stands for one. */
export interface Checked<Value> {
  parse(value: unknown): Value;
}

let here: Schemas | null = null;
let coming: Promise<Schemas> | null = null;

export function loadSchemas(
  fetchCode: () => Promise<SchemaCode> = () => import("./schemas"),
): Promise<Schemas> {
  if (here) return Promise.resolve(here);
  coming ??= fetchCode().then(
    ({ schemas }) => loadSchemasNow(schemas),
    (error: unknown) => {
      coming = null;
      throw error;
    },
  );
  return coming;
}

/** For code that carries the schemas itself. */
export function loadSchemasNow(schemas: Schemas): Schemas {
  here = schemas;
  return schemas;
}

/** Throws while they are not here; whatever came over HTTP or the socket came after them. */
export function schemasNow(): Schemas {
  if (!here) throw new Error("Nothing can be checked before the schemas are here.");
  return here;
}

function late<Value>(pick: (schemas: Schemas) => Checked<Value>): Checked<Value> {
  return { parse: (value) => pick(schemasNow()).parse(value) };
}

export const activityCheck = late((schemas) => schemas.activity);
export const contentCheck = late((schemas) => schemas.content);
export const inboxCheck = late((schemas) => schemas.inbox);
export const likerCheck = late((schemas) => schemas.liker);
export const notificationCheck = late((schemas) => schemas.notification);
export const profileCheck = late((schemas) => schemas.profile);
export const sessionCheck = late((schemas) => schemas.session);
export const engagementSnapshotCheck = late((schemas) => schemas.engagementSnapshot);
export const viewerEngagementCheck = late((schemas) => schemas.viewerEngagement);
