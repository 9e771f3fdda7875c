// Who looks at this page and what every page needs of them. Read once a request, however many layouts and
// pages ask.
import { headers } from "next/headers";
import { cache } from "react";
import { PAGE_LIMIT_DEFAULT } from "@/protocol/bounds";
import type { Inbox, Person } from "@/protocol/views";
import { readSession } from "@/server/auth/session";
import { getEngine } from "@/server/engine-slot";
import { inTime } from "@/server/read-deadline";

export interface SignedInViewer {
  session: NonNullable<Awaited<ReturnType<typeof readSession>>>;
  person: Person;
  inbox: Inbox;
}

/** Null for a visitor, and for a person who is gone. */
export const readViewer = cache(async (): Promise<SignedInViewer | null> => {
  const session = await inTime(readSession(await headers()));
  if (session === null) return null;
  const engine = getEngine();
  const [person, inbox] = await inTime(
    Promise.all([
      engine.people.readPerson(session.userId),
      engine.notifications.readInbox(session.userId),
    ]),
  );
  return person === null ? null : { session, person, inbox };
});

/**
 * The first page of the viewer's timeline. The side rail and the activity page must start from the same
 * reading of it.
 */
export const readTimeline = cache((userId: string) =>
  inTime(getEngine().activity.listTimeline(userId, { limit: PAGE_LIMIT_DEFAULT })),
);

/** The id that engine reads take: null for a visitor. */
export async function readViewerId(): Promise<string | null> {
  return (await readViewer())?.person.userId ?? null;
}
