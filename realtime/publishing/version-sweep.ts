// Every two seconds, sends again watched contents whose version is newer than what their viewers were sent.
// This repairs what a crash between commit and emit, or another process, left unsent.
import { randomUUID } from "node:crypto";
import type { ViewerEngagement } from "@/protocol/views";
import type { WatchedContent } from "../audience";
import { repeatEvery } from "../clock";
import type { RealtimeContext } from "../realtime-context";
import { toEngagement } from "./payloads";

const SWEEP_MS = 2_000;
/** Contents asked about in one query. */
const ASK_AT_ONCE = 100;

export interface VersionSweepDeps extends RealtimeContext {
  /** True while the publisher still has something to send of it. */
  isWaiting: (contentId: string) => boolean;
}

/** Starts sweeping; answers how to stop. */
export function startVersionSweep(deps: VersionSweepDeps): () => void {
  /** Versions seen ahead of the room at the last sweep: sent only if still ahead at this one. */
  let ahead = new Map<string, number>();
  return repeatEvery(deps.clock, SWEEP_MS, async () => {
    try {
      ahead = await sendMissed(deps, ahead);
    } catch (error) {
      deps.log.warn({ err: error }, "could not compare watched contents");
    }
  });
}

async function sendMissed(
  deps: VersionSweepDeps,
  before: Map<string, number>,
): Promise<Map<string, number>> {
  const ahead = new Map<string, number>();
  for (const [viewerId, contents] of byOneViewer(deps.audience.listWatched())) {
    for (let start = 0; start < contents.length; start += ASK_AT_ONCE) {
      const ids = contents.slice(start, start + ASK_AT_ONCE).map(({ contentId }) => contentId);
      for (const engagement of await deps.engine.likes.readEngagements(viewerId, ids)) {
        const { contentId, version } = engagement;
        const watched = deps.audience.findWatched(contentId);
        if (!watched || version <= watched.version || deps.isWaiting(contentId)) continue;
        if (before.has(contentId)) await sendCounts(deps, watched, engagement, viewerId);
        else ahead.set(contentId, version);
      }
    }
  }
  return ahead;
}

async function sendCounts(
  { engine, audience, delivery, metrics }: VersionSweepDeps,
  watched: WatchedContent,
  engagement: ViewerEngagement,
  viewerId: string,
): Promise<void> {
  const { contentId, version, likeCount } = engagement;
  const { author } = await engine.contents.readContent(viewerId, contentId);
  await delivery.sendToVisible(watched, {
    to: "viewers",
    alsoUserId: null,
    compose: () => {
      const changeCount = version - watched.version;
      // Asking took time: it may have been sent meanwhile.
      if (changeCount <= 0) return null;
      audience.noteVersion(contentId, version);
      metrics.sweepRepairs.inc();
      return {
        event: "like:count_updated",
        payload: {
          ...toEngagement(engagement),
          eventId: randomUUID(),
          authorId: author.userId,
          totalLikes: likeCount,
          changeCount,
          likers: [],
          windowMs: SWEEP_MS,
          occurredAt: new Date().toISOString(),
        },
      };
    },
  });
}

/** Each content asked about as one of its viewers, so that hidden ones are found too. */
function byOneViewer(watched: WatchedContent[]): Map<string, WatchedContent[]> {
  const grouped = new Map<string, WatchedContent[]>();
  for (const content of watched) {
    const viewers = [...content.viewers.keys()];
    const viewerId = viewers.find((each) => grouped.has(each)) ?? viewers[0];
    if (viewerId === undefined) continue;
    const group = grouped.get(viewerId);
    if (group) group.push(content);
    else grouped.set(viewerId, [content]);
  }
  return grouped;
}
