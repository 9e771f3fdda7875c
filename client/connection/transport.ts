// The socket as the line sees it: a thing that opens, closes, asks and tells. The browser's is
// socket-link.ts; tests put a hand-flushed pair in its place.
import type { ErrorView } from "@/protocol/errors";
import type {
  Ack,
  ClientToServerEvents,
  JoinAnswer,
  ServerToClientEvents,
  SyncAnswer,
} from "@/protocol/events";
import type { ViewerEngagement } from "@/protocol/views";

export type AskName = keyof ClientToServerEvents;
export type ToldName = keyof ServerToClientEvents;
export type AskPayload<Name extends AskName> = Parameters<ClientToServerEvents[Name]>[0];

/** What each question is answered with, once the acknowledgement says ok. */
export interface AskAnswers {
  "content:join": JoinAnswer;
  "content:leave": Record<never, never>;
  "like:set": ViewerEngagement;
  sync: SyncAnswer;
}
export type AnswerAck<Name extends AskName> = Ack<AskAnswers[Name]>;

export interface LinkListener {
  opened(): void;
  /** Was open, is not any more. */
  closed(): void;
  /** Did not open; with an error when the server said why, null when nothing answered. */
  refused(error: ErrorView | null): void;
  told(name: ToldName, payload: unknown): void;
}

export interface Link {
  readonly isOpen: boolean;
  open(): void;
  /** Ends quietly: no listener is called for it. */
  close(): void;
  /** Rejects with a HeartwireError: the server's, TIMEOUT, or UNAVAILABLE when the link is not open. */
  ask<Name extends AskName>(name: Name, payload: AskPayload<Name>): Promise<AskAnswers[Name]>;
}

export type MakeLink = (listener: LinkListener) => Link;
