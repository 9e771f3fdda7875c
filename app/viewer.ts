// Who is looking at this page and what every page needs of them, read once a request however many
// layouts and pages ask.
import { headers } from "next/headers";
import { cache } from "react";
import { readSession, type SessionIdentity } from "@/auth";
import { getEngine } from "@/engine/slot";
import type { Inbox, Person } from "@/protocol/views";

export interface SignedInViewer {
  session: SessionIdentity;
  person: Person;
  inbox: Inbox;
}

/** Null for a visitor, and for a person who is gone. */
export const readViewer = cache(async (): Promise<SignedInViewer | null> => {
  const session = await readSession(await headers());
  if (session === null) return null;
  const engine = getEngine();
  const [person, inbox] = await Promise.all([
    engine.people.readPerson(session.userId),
    engine.notifications.readInbox(session.userId),
  ]);
  return person === null ? null : { session, person, inbox };
});

/** The id that engine reads take: null for a visitor. */
export async function readViewerId(): Promise<string | null> {
  return (await readViewer())?.person.userId ?? null;
}
