// Parses a request before any work: its origin, its bounded body, its path and query as plain values. Refuses
// with the typed errors of the wire contract.
import type { z } from "zod";
import { MESSAGE_BYTES_MAX } from "@/protocol/bounds";
import { HeartwireError } from "@/protocol/errors";
import { idempotencyKeySchema } from "@/protocol/http-requests";
import { hasBearer, hasSessionCookie } from "@/server/auth/session";
import { readRequestSite } from "@/server/caller";
import { foreignPageError } from "../foreign-page";

const MUTATING = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/**
 * A change must come from one of our own pages or carry a bearer token, which no foreign page can send. A
 * caller with neither cookie nor origin is a program that proves itself in the body.
 */
export function refuseForeignCaller(request: Request): void {
  if (!MUTATING.has(request.method) || hasBearer(request.headers)) return;
  const requestSite = readRequestSite(request.headers);
  if (requestSite === "ours") return;
  if (requestSite === "unsaid" && !hasSessionCookie(request.headers)) return;
  throw foreignPageError(
    request.headers,
    "Changes are taken from this site's own pages or with a bearer token.",
  );
}

/** The caller's Idempotency-Key; undefined when there is none. VALIDATION. */
export function readIdempotencyKey(headers: Headers): string | undefined {
  return idempotencyKeySchema.nullable().parse(headers.get("idempotency-key")) ?? undefined;
}

/** The JSON body; undefined when there is none. BAD_REQUEST, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE. */
export async function readJsonBody(request: Request): Promise<unknown> {
  const contentType = request.headers.get("content-type");
  const isJson = contentType !== null && /^application\/json\s*(;|$)/i.test(contentType);
  if (contentType !== null && !isJson) throw unsupportedMediaType();
  const text = await readTextBody(request);
  if (text === "") return undefined;
  if (!isJson) throw unsupportedMediaType();
  try {
    return JSON.parse(text);
  } catch {
    throw new HeartwireError("BAD_REQUEST", "The body is not JSON.");
  }
}

function unsupportedMediaType(): HeartwireError {
  return new HeartwireError("UNSUPPORTED_MEDIA_TYPE", "Send the body as application/json.");
}

/** The body as text, read no further than the limit, however long it claims or turns out to be. */
export async function readTextBody(request: Request): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > MESSAGE_BYTES_MAX) throw tooLarge();
  const reader = request.body?.getReader();
  if (!reader) return "";
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  for (;;) {
    const { done, value } = await readPart(reader);
    if (done) break;
    byteCount += value.byteLength;
    if (byteCount > MESSAGE_BYTES_MAX) {
      void discard(reader);
      throw tooLarge();
    }
    chunks.push(value);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new HeartwireError("BAD_REQUEST", "The body is not UTF-8.");
  }
}

/** What fails here is the caller's connection, and no outage of ours. */
function readPart(reader: ReadableStreamDefaultReader<Uint8Array>) {
  return reader.read().catch((cause: unknown) => {
    throw new HeartwireError("BAD_REQUEST", "The body broke off.", { cause });
  });
}

/** Cancelling would leave the rest on the wire, in front of the caller's next request. */
async function discard(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    while (!(await reader.read()).done);
  } catch {
    // The caller has gone.
  }
}

function tooLarge(): HeartwireError {
  return new HeartwireError("TOO_LARGE", `A body may hold at most ${MESSAGE_BYTES_MAX / 1024} KB.`);
}

/** The query as the schema sees it; a name given twice becomes a list and so fails. */
export function readQuery<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): z.output<Schema> {
  const values = new Map<string, string | string[]>();
  for (const [name, value] of new URL(request.url).searchParams) {
    const earlier = values.get(name);
    values.set(name, earlier === undefined ? value : [earlier, value].flat());
  }
  return schema.parse(Object.fromEntries(values));
}
