// The socket as the connection sees it: it opens, closes, sends requests and receives events. The browser's
// is socket-transport.ts; tests use a manual one.
import type { ErrorView } from "@/protocol/errors";
import type { ClientToServerEvents, ServerToClientEvents } from "@/protocol/events";
import type { Ack } from "@/protocol/events/ack";
import type { JoinAnswer } from "@/protocol/events/room-events";
import type { SyncAnswer } from "@/protocol/events/sync-answer";
import type { ViewerEngagement } from "@/protocol/views";

export type RequestName = keyof ClientToServerEvents;
export type ServerEventName = keyof ServerToClientEvents;
export type RequestPayload<Name extends RequestName> = Parameters<ClientToServerEvents[Name]>[0];

/** The answer of each request, once the acknowledgement says ok. */
export interface RequestAnswers {
  "content:join": JoinAnswer;
  "content:leave": Record<never, never>;
  "like:set": ViewerEngagement;
  sync: SyncAnswer;
}
export type AnswerAck<Name extends RequestName> = Ack<RequestAnswers[Name]>;

export interface TransportListener {
  opened(): void;
  /** Was open, is not any more. */
  closed(): void;
  /** Did not open; with an error when the server said why, null when nothing answered. */
  refused(error: ErrorView | null): void;
  received(name: ServerEventName, payload: unknown): void;
}

export interface Transport {
  readonly isOpen: boolean;
  open(): void;
  /** Ends quietly: no listener is called for it. */
  close(): void;
  /** Rejects with a HeartwireError: the server's, TIMEOUT, or UNAVAILABLE when the socket is not open. */
  ask<Name extends RequestName>(
    name: Name,
    payload: RequestPayload<Name>,
  ): Promise<RequestAnswers[Name]>;
}

export type CreateTransport = (listener: TransportListener) => Transport;
