// Every error a client can get, in one shape over HTTP and the socket. HTTP serves a Problem,
// acknowledgements carry an ErrorView; both come from a HeartwireError alone. Free of schemas
// (error-views.ts), since a page needs errors first.
import type { ZodError } from "zod";
import type { ErrorView, Problem } from "./error-views";

export type { ErrorView, Problem };

/** Code → HTTP status, short title, and whether trying again unchanged can help. */
export const ERROR_CODES = {
  BAD_REQUEST: { status: 400, title: "Bad request", retryable: false },
  UNAUTHENTICATED: { status: 401, title: "Sign in first", retryable: false },
  FORBIDDEN: { status: 403, title: "Not allowed", retryable: false },
  NOT_FOUND: { status: 404, title: "Not found", retryable: false },
  METHOD_NOT_ALLOWED: { status: 405, title: "Method not allowed", retryable: false },
  CONFLICT: { status: 409, title: "Conflict", retryable: false },
  TOO_LARGE: { status: 413, title: "Too large", retryable: false },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: "Unsupported media type", retryable: false },
  VALIDATION: { status: 422, title: "Not valid", retryable: false },
  UNSUPPORTED_VERSION: { status: 426, title: "Unsupported version", retryable: false },
  RATE_LIMITED: { status: 429, title: "Too many requests", retryable: true },
  INTERNAL: { status: 500, title: "Something broke", retryable: true },
  UNAVAILABLE: { status: 503, title: "Unavailable", retryable: true },
  TIMEOUT: { status: 504, title: "Took too long", retryable: true },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

interface ErrorDetails {
  /** How long to wait before trying again, when waiting is what helps. */
  retryAfterMs?: number | undefined;
  /** Field name → what is wrong with it, in words for a person. */
  fields?: Record<string, string> | undefined;
  /** A fixed word beside the code, for callers that go on differently. */
  reason?: string | undefined;
  cause?: unknown;
}

/** The one error the engine, the gateway and the routes throw on purpose. */
export class HeartwireError extends Error {
  override readonly name = "HeartwireError";
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly fields: Record<string, string> | undefined;
  readonly reason: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.retryAfterMs = details.retryAfterMs;
    this.fields = details.fields;
    this.reason = details.reason;
  }
}

/** Turns anything thrown into what a client may see: unknown errors become INTERNAL without their text. */
export function toErrorView(error: unknown, errorId: string): ErrorView {
  const known = toHeartwireError(error);
  return {
    code: known.code,
    message: known.message,
    retryable: ERROR_CODES[known.code].retryable,
    ...(known.retryAfterMs === undefined ? {} : { retryAfterMs: known.retryAfterMs }),
    ...(known.fields === undefined ? {} : { fields: known.fields }),
    ...(known.reason === undefined ? {} : { reason: known.reason }),
    errorId,
  };
}

/** The HTTP body of an error view. */
export function toProblem(view: ErrorView): Problem {
  const { status, title } = ERROR_CODES[view.code];
  return { type: `urn:heartwire:error:${view.code}`, title, status, detail: view.message, ...view };
}

/**
 * Recognises our own errors across module graphs by name, since `instanceof` is false between the server's
 * graph and Next's. Zod's become VALIDATION with the fields they name.
 */
export function toHeartwireError(error: unknown): HeartwireError {
  if (isHeartwireError(error)) return error;
  if (isZodError(error)) return validationError(error);
  return new HeartwireError("INTERNAL", "Something broke on our side. Try again in a moment.", {
    cause: error,
  });
}

function isHeartwireError(error: unknown): error is HeartwireError {
  return (
    error instanceof Error &&
    error.name === "HeartwireError" &&
    Object.hasOwn(ERROR_CODES, (error as Partial<HeartwireError>).code ?? "")
  );
}

function isZodError(error: unknown): error is ZodError {
  return error instanceof Error && Array.isArray((error as Partial<ZodError>).issues);
}

/** A refusal stays small however much was wrong. */
const NAMED_FIELDS_MAX = 20;
const FIELD_WORDS_MAX = 200;

function validationError(error: ZodError): HeartwireError {
  const fields: Record<string, string> = {};
  for (const issue of error.issues.slice(0, NAMED_FIELDS_MAX)) {
    const path = issue.path.map(String).join(".").slice(0, FIELD_WORDS_MAX) || "body";
    fields[path] ??= issue.message.slice(0, FIELD_WORDS_MAX);
  }
  const [first] = Object.entries(fields);
  const message = first ? `${first[0]}: ${first[1]}` : "The request is not of the expected form.";
  return new HeartwireError("VALIDATION", message, { fields, cause: error });
}
