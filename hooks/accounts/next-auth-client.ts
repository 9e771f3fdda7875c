// Signs in and out through next-auth and loads the full page after it. The server renders again for the
// person it is now; nothing of the person before stays in memory.
import { HeartwireError } from "@/protocol/errors";
import { localPath } from "@/protocol/local-path";
import { unreachable } from "../../client/errors";

/** Fetched with the first like intent: pages that only might sign somebody in do not carry it. */
const loadDoor = () => import("next-auth/react");

export type Ways = {
  credentials: { username: string; password: string };
  demo: { username: string };
};

/** Rejects with UNAUTHENTICATED when the server says no, RATE_LIMITED when it says not now. */
export async function enter<Way extends keyof Ways>(way: Way, with_: Ways[Way], next?: string) {
  const answer = await loadDoor()
    .then(({ signIn }) => signIn(way, { ...with_, redirect: false }))
    .catch((error: unknown) => {
      throw unreachable(error);
    });
  if (!answer?.ok || answer.error) throw refusalOf(answer?.error, answer?.status);
  window.location.assign(localPath(next));
}

export async function leave(next?: string): Promise<void> {
  await loadDoor()
    .then(({ signOut }) => signOut({ redirect: false }))
    .catch((error: unknown) => {
      throw unreachable(error);
    });
  window.location.assign(localPath(next));
}

function refusalOf(error: string | null | undefined, status: number | undefined): HeartwireError {
  if (error?.includes("RATE_LIMITED") || status === 429) {
    return new HeartwireError("RATE_LIMITED", "Too many tries. Wait a while, then try again.");
  }
  if (error === "FORBIDDEN") return openedElsewhere();
  if (isServersOwn(error) || (status !== undefined && status >= 500)) return unreachable();
  return new HeartwireError("UNAUTHENTICATED", "Wrong username or password.");
}

/** The server takes sign-ins of pages at its own address alone. */
function openedElsewhere(): HeartwireError {
  return new HeartwireError(
    "FORBIDDEN",
    `This site is not set up for ${window.location.origin}. Open it at its own address, or have NEXTAUTH_URL set to this one.`,
  );
}

function isServersOwn(error: string | null | undefined): boolean {
  return error === "INTERNAL" || error === "UNAVAILABLE" || error === "TIMEOUT";
}
