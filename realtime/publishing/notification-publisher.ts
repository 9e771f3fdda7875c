// Rings and un-rings: at most one event a second for one notification, the first at once, then the last
// state. It is read at the moment of sending, so what arrives is what holds. A group that began and was
// withdrawn before anybody heard of it rings nobody.
import type { Logger } from "pino";
import type { Engine } from "@/engine/engine";
import type { Audience } from "../audience";
import type { Clock } from "../clock";
import type { Broadcaster } from "../delivery/broadcaster";

type Step = "new" | "updated" | "removed";
/** What is to be told; "inbox" is the badge alone. */
type Due = Step | "inbox";

interface Conversation {
  recipientId: string;
  due: Due | null;
  isSending: boolean;
  callOff: (() => void) | null;
}

const EVERY_MS = 1_000;

export interface NotificationPublisher {
  note(change: { recipientId: string; notificationId: string; event: Step }): void;
  close(): void;
  readonly openCount: number;
}

/** How two steps nobody heard of yet become one. */
export function mergeSteps(earlier: Due | null, later: Step): Due {
  if (earlier === "new") return later === "removed" ? "inbox" : "new";
  if (earlier === "inbox" && later === "updated") return "new";
  return later;
}

function mergeDue(earlier: Due, later: Due | null): Due {
  return later === null || later === "inbox" ? (later ?? earlier) : mergeSteps(earlier, later);
}

/** What was due, after the reading told whether the group still stands. */
function stepThatHolds(due: Due, stands: boolean): Due {
  if (due === "inbox" || stands === (due !== "removed")) return due;
  if (stands) return "updated";
  return due === "new" ? "inbox" : "removed";
}

/** A courier with nothing to carry. */
export function createNotificationPublisher(deps: {
  engine: Engine;
  audience: Audience;
  broadcaster: Broadcaster;
  clock: Clock;
  log: Logger;
}): NotificationPublisher {
  const { engine, audience, broadcaster, clock, log } = deps;
  const open = new Map<string, Conversation>();

  async function send(notificationId: string, conversation: Conversation): Promise<void> {
    const { due, recipientId } = conversation;
    conversation.due = null;
    conversation.isSending = true;
    try {
      if (due !== null && audience.isConnected(recipientId)) {
        await tell(notificationId, recipientId, due);
      }
    } catch (error) {
      log.warn({ err: error, notificationId }, "could not tell of a notification; trying again");
      // Whatever came meanwhile came later.
      if (due !== null) conversation.due = mergeDue(due, conversation.due);
    } finally {
      conversation.isSending = false;
      conversation.callOff = clock.after(EVERY_MS, () => {
        if (conversation.due === null) open.delete(notificationId);
        else void send(notificationId, conversation);
      });
    }
  }

  async function tell(notificationId: string, recipientId: string, due: Due) {
    const state = await engine.notifications.readNotificationEvent(recipientId, notificationId);
    if (!state) return;
    const { unreadCount, inboxVersion, notification } = state;
    const event = stepThatHolds(due, notification.actorCount > 0);
    if (event === "inbox") {
      broadcaster.toPeople([recipientId], "inbox:updated", { unreadCount, inboxVersion });
      return;
    }
    broadcaster.toPeople([recipientId], `notification:${event}`, {
      notification,
      unreadCount,
      inboxVersion,
    });
  }

  return {
    note({ recipientId, notificationId, event }) {
      const known = open.get(notificationId);
      if (known) {
        known.due = mergeSteps(known.due, event);
        return;
      }
      if (!audience.isConnected(recipientId)) return;
      const conversation: Conversation = {
        recipientId,
        due: event,
        isSending: false,
        callOff: null,
      };
      open.set(notificationId, conversation);
      void send(notificationId, conversation);
    },
    close() {
      for (const conversation of open.values()) conversation.callOff?.();
      open.clear();
    },
    get openCount() {
      return open.size;
    },
  };
}
