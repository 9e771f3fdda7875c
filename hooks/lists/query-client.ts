// Server state of one page. Nothing goes stale by itself, since events and sync update it. Failures that can
// pass are tried again with full jitter, and a server's `retryAfterMs` is obeyed.
import { QueryClient } from "@tanstack/react-query";
import { systemClock } from "../../client/clock";
import { delayBeforeRetry } from "../../client/connection/backoff";
import { viewOf } from "../../client/errors";

/** First word of each kind of query, for what has to be read again. */
export const QUERY_KEYS = {
  feed: ["feed"],
  feedHead: ["feed-head"],
  contentsBy: ["contents-by"],
  likedBy: ["liked-by"],
  likers: ["likers"],
  notifications: ["notifications"],
  timeline: ["timeline"],
  profile: ["profile"],
  sessions: ["sessions"],
} as const;

const RETRIES_MAX = 3;
const BACKOFF = { baseMs: 500, capMs: 8_000 };

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (failureCount, error) => failureCount < RETRIES_MAX && viewOf(error).retryable,
        retryDelay: (attempt, error) =>
          delayBeforeRetry(BACKOFF, attempt, viewOf(error).retryAfterMs, systemClock),
      },
      // A person waits for a mutation: it fails with a message instead of waiting for the network.
      mutations: { networkMode: "always", retry: false },
    },
  });
}
