// Applies the server's greeting, which names the person and the epoch of this socket. A socket opened with
// another person's cookie ends the session here.
import type { Person } from "@/protocol/views";
import type { ClientEvents } from "../client-events";
import { applyInbox, type InboxStore } from "../notifications/inbox-store";
import type { AnswerHandlers } from "./answer-handlers";
import type { Inbound } from "./inbound";

export interface SessionContext {
  viewer: Person | null;
  inbox: InboxStore;
  events: ClientEvents;
  sessionEnded(): void;
}

export function registerSessionEvents(
  inbound: Inbound,
  context: SessionContext,
  answers: AnswerHandlers,
): void {
  const { viewer, inbox, events } = context;
  inbound.on("session:ready", (ready) => {
    if (ready.userId !== viewer?.userId) {
      context.sessionEnded();
      return;
    }
    answers.enterEpoch(ready.epoch);
    if (applyInbox(inbox, ready)) events.send("inboxMissed", undefined);
  });
}
