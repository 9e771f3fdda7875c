// Errors as hooks hand them to screens: every thrown value becomes an ErrorView with words for a person.
// Knows which failures leave the commit unknown, and which are final.
import type { ErrorView } from "@/protocol/error-views";
import { HeartwireError, toErrorView } from "@/protocol/errors";

/** The error as the server worded it, or one of our own for what never reached it. */
export function viewOf(error: unknown): ErrorView {
  if (error instanceof HeartwireError && isErrorView(error.cause)) return error.cause;
  return toErrorView(error, "client");
}

/** Wraps what a server answered, keeping its errorId for `viewOf`. */
export function fromView(view: ErrorView): HeartwireError {
  return new HeartwireError(view.code, view.message, {
    retryAfterMs: view.retryAfterMs,
    fields: view.fields,
    reason: view.reason,
    cause: view,
  });
}

export function unreachable(cause?: unknown): HeartwireError {
  return new HeartwireError("UNAVAILABLE", "Heartwire cannot be reached. Check your connection.", {
    cause,
  });
}

export function unanswered(): HeartwireError {
  return new HeartwireError("TIMEOUT", "Heartwire did not answer in time. Try again.");
}

/** Something of another form than agreed came back: the outcome is unknown. */
export function unreadable(cause: unknown): HeartwireError {
  return new HeartwireError("INTERNAL", "Heartwire answered something we cannot read.", { cause });
}

/** A visitor pressed a button that needs an account. */
export const SIGN_IN_FIRST: ErrorView = {
  code: "UNAUTHENTICATED",
  message: "Sign in to like this.",
  retryable: false,
  errorId: "client",
};

/** The session ended under a like intent. */
export const SIGNED_OUT: ErrorView = {
  ...SIGN_IN_FIRST,
  message: "You were signed out before this like could be sent.",
};

/** The content went away under a like intent. */
export const GONE: ErrorView = {
  code: "NOT_FOUND",
  message: "This is no longer there, so your like was not sent.",
  retryable: false,
  errorId: "client",
};

/** Waiting until the server allows it; it said no, so nothing was committed. */
export function isRefusal(view: ErrorView): boolean {
  return view.code === "RATE_LIMITED";
}

function isErrorView(value: unknown): value is ErrorView {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    "errorId" in value &&
    "retryable" in value
  );
}
