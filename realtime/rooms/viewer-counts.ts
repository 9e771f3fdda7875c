// Sends a room how many distinct people watch it, at most once a second, the last value winning. A number
// that did not change is not sent again.
import { createKeyedThrottle } from "../keyed-throttle";
import type { RealtimeContext } from "../realtime-context";

const EVERY_MS = 1_000;

export interface ViewerCounts {
  /** Somebody came to or left this content. */
  noteChanged(contentId: string): void;
  close(): void;
  readonly openCount: number;
}

/** Nothing counted yet. */
export function createViewerCounts(
  context: Pick<RealtimeContext, "audience" | "delivery" | "clock" | "log">,
): ViewerCounts {
  const { audience, delivery, clock, log } = context;
  /** The number last sent, for as long as the content is not quiet. */
  const sent = new Map<string, number>();
  const throttle = createKeyedThrottle<void>({
    clock,
    pauseMs: () => EVERY_MS,
    retryMs: EVERY_MS,
    send,
    onFailure: (error, contentId) =>
      log.warn({ err: error, contentId }, "could not tell how many watch; trying again"),
    onQuiet: (contentId) => sent.delete(contentId),
  });

  async function send(contentId: string): Promise<void> {
    const content = audience.findWatched(contentId);
    if (!content) return;
    await delivery.sendToVisible(content, {
      to: "viewers",
      alsoUserId: null,
      compose: () => {
        const viewerCount = content.viewers.size;
        if (viewerCount === 0 || viewerCount === sent.get(contentId)) return null;
        sent.set(contentId, viewerCount);
        const { contentType } = content;
        return { event: "viewers:updated", payload: { contentId, contentType, viewerCount } };
      },
    });
  }

  return {
    noteChanged: throttle.note,
    close() {
      throttle.close();
      sent.clear();
    },
    get openCount() {
      return throttle.openCount;
    },
  };
}
