// People who only watch, with the real client: its connection, stores and resync. What they show goes into
// the history; the time until they are right is measured.
import { systemClock } from "@/client/clock";
import { openSocketTransport } from "@/client/connection/socket-transport";
import type { CreateTransport, Transport, TransportListener } from "@/client/connection/transport";
import { HeartwireClient } from "@/client/heartwire-client";
import { eagerSchemas } from "@/client/http/eager-schemas";
import { Device } from "@/client/intents/device";
import { memoryIntentStorage } from "@/client/intents/intent-storage";
import { randomId } from "@/client/random-id";
import { ManualPage } from "@/client/testing/manual-page";
import type { StackPerson } from "@/test/servers/signed-in-person";
import { waitUntil } from "@/test/wait-until";
import type { FinalState, History } from "./history";

export interface Viewer {
  person: StackPerson;
  client: HeartwireClient;
  page: ManualPage;
  /** Answers what is not as it should be, or null. */
  differsFrom(truth: FinalState): string | null;
  close(): void;
}

export interface ViewerOptions {
  url: string;
  epoch: string;
  person: StackPerson;
  contents: string[];
  history?: History;
  /** Puts something between the client and its socket. */
  throughTransport?: (
    listener: TransportListener,
    open: (listener: TransportListener) => Transport,
  ) => Transport;
  /** The client to use in place of the real one. */
  Client?: typeof HeartwireClient;
  device?: string;
  /** How far this page's clock is ahead. */
  clockOffsetMs?: number;
}

/** Opens the page and looks at all of the contents. */
export function openViewer(options: ViewerOptions): Viewer {
  const { url, epoch, person, contents, history, Client = HeartwireClient } = options;
  const page = new ManualPage();
  const clock = { ...systemClock, now: () => Date.now() + (options.clockOffsetMs ?? 0) };
  const open = (listener: TransportListener) =>
    openSocketTransport(listener, { schemas: eagerSchemas, baseUrl: url, token: person.token });
  const createTransport: CreateTransport = (listener) =>
    options.throughTransport ? options.throughTransport(listener, open) : open(listener);
  const client = new Client({
    viewer: { ...person, displayName: person.username, avatarUrl: null },
    epoch,
    inbox: null,
    clock,
    page,
    createTransport,
    openDevice: () => new Device(null, clock, randomId),
    openStorage: memoryIntentStorage,
    locks: () => null,
    schemas: eagerSchemas,
    baseUrl: url,
    headers: { authorization: `Bearer ${person.token}` },
  });
  const process = `${person.userId}/${options.device ?? "page"}`;
  for (const contentId of contents) {
    client.engagement.subscribe(contentId, () => {
      const { likeCount, version, isPending } = client.engagement.read(contentId);
      if (isPending || version < 0) return;
      history?.record({
        process,
        key: contentId,
        op: "show",
        type: "ok",
        value: { likeCount, version },
      });
    });
    client.rooms.see({ contentType: "post", contentId });
  }
  client.start();
  return {
    person,
    client,
    page,
    differsFrom(truth) {
      if (client.connectionStore.getState().state !== "live") return "the connection is not live";
      for (const { contentId, likeCount, version } of truth.contents) {
        if (!contents.includes(contentId)) continue;
        const shown = client.engagement.read(contentId);
        if (shown.likeCount !== likeCount || shown.version !== version) {
          return `shows ${shown.likeCount} at ${shown.version}, it is ${likeCount} at ${version}`;
        }
      }
      return null;
    },
    close: () => client.stop(),
  };
}

/** Waits until every viewer shows the truth; answers how long that took. */
export async function untilRight(
  viewerCounts: readonly Viewer[],
  truth: FinalState,
  withinMs: number,
): Promise<number> {
  const startedAt = performance.now();
  let wrong: string[] = [];
  try {
    await waitUntil(
      "viewers to be right",
      () => {
        wrong = viewerCounts.flatMap((viewer) => viewer.differsFrom(truth) ?? []);
        return wrong.length === 0;
      },
      withinMs,
    );
  } catch {
    throw new Error(
      `${wrong.length} of ${viewerCounts.length} wrong after ${withinMs} ms: ${wrong[0]}`,
    );
  }
  return performance.now() - startedAt;
}
