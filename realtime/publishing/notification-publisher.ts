// Sends and withdraws notifications: at most one event a second each, the first at once, then the last state.
// It is read at the moment of sending, so what arrives is current. A group that began and was withdrawn
// before its first event reaches nobody.

import { createKeyedThrottle } from "../keyed-throttle";
import type { RealtimeContext } from "../realtime-context";

type Step = "new" | "updated" | "removed";
/** What is to be sent; "inbox" is the badge alone. */
type Due = Step | "inbox";

interface Ring {
  recipientId: string;
  due: Due;
}

const EVERY_MS = 1_000;

export interface NotificationPublisher {
  note(change: { recipientId: string; notificationId: string; event: Step }): void;
  close(): void;
  readonly openCount: number;
}

/** Merges two steps that were not sent yet. */
function mergeDue(earlier: Due, later: Due): Due {
  if (later === "inbox") return "inbox";
  if (earlier === "new") return later === "removed" ? "inbox" : "new";
  if (earlier === "inbox" && later === "updated") return "new";
  return later;
}

/** The step that is due, once the reading shows whether the group is still active. */
function stepThatHolds(due: Due, stands: boolean): Due {
  if (due === "inbox" || stands === (due !== "removed")) return due;
  if (stands) return "updated";
  return due === "new" ? "inbox" : "removed";
}

/** Makes a publisher that holds nothing yet. */
export function createNotificationPublisher(
  context: Pick<RealtimeContext, "engine" | "audience" | "delivery" | "clock" | "log">,
): NotificationPublisher {
  const { engine, audience, delivery, clock, log } = context;
  const throttle = createKeyedThrottle<Ring>({
    clock,
    pauseMs: () => EVERY_MS,
    retryMs: EVERY_MS,
    merge: (earlier, later) => ({ ...later, due: mergeDue(earlier.due, later.due) }),
    send,
    onFailure: (error, notificationId) =>
      log.warn({ err: error, notificationId }, "could not tell of a notification; trying again"),
  });

  async function send(notificationId: string, { recipientId, due }: Ring): Promise<void> {
    if (!audience.isConnected(recipientId)) return;
    const state = await engine.notifications.readNotificationEvent(recipientId, notificationId);
    if (!state) return;
    const { unreadCount, inboxVersion, notification } = state;
    const step = stepThatHolds(due, notification.actorCount > 0);
    await delivery.sendToPeople(
      [recipientId],
      step === "inbox"
        ? { event: "inbox:updated", payload: { unreadCount, inboxVersion } }
        : {
            event: `notification:${step}`,
            payload: { notification, unreadCount, inboxVersion },
          },
    );
  }

  return {
    note({ recipientId, notificationId, event }) {
      if (!throttle.isOpen(notificationId) && !audience.isConnected(recipientId)) return;
      throttle.note(notificationId, { recipientId, due: event });
    },
    close: throttle.close,
    get openCount() {
      return throttle.openCount;
    },
  };
}
