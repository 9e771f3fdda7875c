// "37 people are here": tells a room how many distinct people watch it, at most once a second, the last
// value winning. Repeating a number nobody saw change is refused.
import type { Logger } from "pino";
import type { Engine } from "@/engine/engine";
import type { Audience } from "../audience";
import type { Clock } from "../clock";
import type { Broadcaster } from "../delivery/broadcaster";

const EVERY_MS = 1_000;

interface Counted {
  told: number;
  isChanged: boolean;
  callOff: (() => void) | null;
}

export interface ViewerCounts {
  /** Somebody came to or left this content. */
  noteChanged(contentId: string): void;
  close(): void;
  readonly openCount: number;
}

/** Nothing counted yet. */
export function createViewerCounts(deps: {
  engine: Engine;
  audience: Audience;
  broadcaster: Broadcaster;
  clock: Clock;
  log: Logger;
}): ViewerCounts {
  const { engine, audience, broadcaster, clock, log } = deps;
  const counted = new Map<string, Counted>();

  async function tell(contentId: string, entry: Counted): Promise<void> {
    entry.isChanged = false;
    try {
      await publishToRoom(contentId, entry);
    } catch (error) {
      log.warn({ err: error, contentId }, "could not tell how many watch");
    }
    if (counted.get(contentId) !== entry) return;
    entry.callOff = clock.after(EVERY_MS, () => {
      if (entry.isChanged) void tell(contentId, entry);
      else counted.delete(contentId);
    });
  }

  async function publishToRoom(contentId: string, entry: Counted) {
    const content = audience.findWatched(contentId);
    if (!content) return;
    const viewers = [...content.viewers.keys()];
    const allowed = await engine.visibility.filterAudience(contentId, viewers);
    const hidden = viewers.filter((userId) => !allowed.has(userId));
    if (hidden.length > 0) broadcaster.evict(content, hidden);
    const viewerCount = content.viewers.size;
    if (viewerCount === 0 || viewerCount === entry.told) return;
    entry.told = viewerCount;
    const { contentType } = content;
    broadcaster.toViewers(content, null, "viewers:updated", {
      contentId,
      contentType,
      viewerCount,
    });
  }

  return {
    noteChanged(contentId) {
      const known = counted.get(contentId);
      if (known) {
        known.isChanged = true;
        return;
      }
      const entry: Counted = { told: -1, isChanged: false, callOff: null };
      counted.set(contentId, entry);
      void tell(contentId, entry);
    },
    close() {
      for (const entry of counted.values()) entry.callOff?.();
      counted.clear();
    },
    get openCount() {
      return counted.size;
    },
  };
}
