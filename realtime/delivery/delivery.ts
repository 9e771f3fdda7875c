// The one way for events to leave the server. Every send asks here who may see the content. Anyone who may no
// longer is taken out of its room first, and an empty audience reaches nobody (R9, R65).
import type { Logger } from "pino";
import type { VisibilityRule } from "@/engine/contents/visibility";
import type { ContentRef } from "@/protocol/ids";
import type { RealtimeMetrics } from "../../server/metrics";
import type { Audience } from "../audience";
import type { Clock } from "../clock";
import type { GatewayServer } from "../gateway-socket";
import { type Broadcaster, createBroadcaster } from "./broadcaster";
import { createConflation } from "./conflation";
import { type ContentEvent, type PersonEvent, subjectOf } from "./event-subjects";

interface Asked {
  /**
   * True when everybody could see the content at the commit the event speaks of: then no check is made (R36).
   * Set it from that commit alone, never from an older reading.
   */
  isPublic?: boolean;
}

/** To all who watch the content and to one person's devices, once a socket. */
export interface SendToViewers extends Asked {
  to: "viewers";
  alsoUserId: string | null;
  /** Called once, when the hidden are out of the room and somebody is left; null sends nothing. */
  compose(): ContentEvent | null;
}

export interface Addressed {
  userIds: readonly string[];
  event: ContentEvent;
}

/** To the devices of these people. */
export interface SendToPeople extends Asked {
  to: "people";
  userIds: readonly string[];
  /** Called once, with those who may see. Further people in its answer get nothing; one event is one frame. */
  compose(allowed: ReadonlySet<string>): readonly Addressed[];
}

export interface Delivery {
  /**
   * Rejects when it cannot be asked who may see. Then nothing was sent, or of a large room only a part. Events
   * to the viewers of one content never overtake each other.
   */
  sendToVisible(content: ContentRef, send: SendToViewers | SendToPeople): Promise<void>;
  /**
   * To all devices of these people. An event that speaks of a content goes to those who may see it;
   * all others leave before this returns.
   */
  sendToPeople(userIds: readonly string[], event: PersonEvent): Promise<void>;
  /** Takes those out of the room who may see the content no longer; answers whether anybody was. */
  evictHidden(content: ContentRef, userIds: readonly string[]): Promise<boolean>;
  /** Takes everybody out of the room of a content that is gone. */
  closeRoom(content: ContentRef): void;
}

export interface DeliveryDeps {
  broadcaster: Broadcaster;
  audience: Pick<Audience, "findWatched">;
  visibility: Pick<VisibilityRule, "filterAudience">;
}

/** Delivery over what emits. */
export function createDelivery({ broadcaster, audience, visibility }: DeliveryDeps): Delivery {
  /** Rooms that are too large for one turn of the loop, while an event is on its way to them. */
  const underWay = new Map<string, Promise<void>>();

  /** Those who may see; others are out of the room by then. */
  async function takeOutHidden(content: ContentRef, userIds: string[]): Promise<Set<string>> {
    const allowed = await visibility.filterAudience(content.contentId, userIds);
    const viewers = audience.findWatched(content.contentId)?.viewers;
    const hidden = userIds.filter((userId) => !allowed.has(userId) && viewers?.has(userId));
    if (hidden.length > 0) broadcaster.evict(content, hidden);
    return allowed;
  }

  /** Answers the further person, null where they may not see it; false where nobody is left. */
  async function askWho(content: ContentRef, send: SendToViewers): Promise<string | null | false> {
    const { alsoUserId: also, isPublic } = send;
    const watching = () => audience.findWatched(content.contentId)?.viewers;
    if (isPublic) return also !== null || watching()?.size ? also : false;
    const asked = [...(watching()?.keys() ?? [])];
    const allowed = await takeOutHidden(content, also === null ? asked : [...asked, also]);
    if (allowed.size === 0) return false;
    const further = also !== null && allowed.has(also) ? also : null;
    return further !== null || watching()?.size ? further : false;
  }

  async function sendToViewers(content: ContentRef, send: SendToViewers): Promise<void> {
    const { contentId } = content;
    let also: string | null | false;
    do {
      // An event never overtakes the one before it; what became of the other is its own caller's concern.
      while (underWay.has(contentId)) await underWay.get(contentId)?.catch(() => undefined);
      also = await askWho(content, send);
    } while (underWay.has(contentId));
    if (also === false) return;
    const composed = send.compose();
    if (composed === null) return;
    requireSubject(content, composed);
    const askAgain = send.isPublic ? null : (userIds: string[]) => takeOutHidden(content, userIds);
    const { event, payload } = composed;
    const sending = broadcaster.toViewers(content, also, event, payload, askAgain);
    underWay.set(contentId, sending);
    try {
      await sending;
    } finally {
      underWay.delete(contentId);
    }
  }

  async function sendToNamed(content: ContentRef, send: SendToPeople): Promise<void> {
    if (send.userIds.length === 0) return;
    const allowed = send.isPublic
      ? new Set(send.userIds)
      : await visibility.filterAudience(content.contentId, [...send.userIds]);
    for (const { userIds, event } of send.compose(allowed)) {
      requireSubject(content, event);
      const receivers = userIds.filter((userId) => allowed.has(userId));
      if (receivers.length > 0) broadcaster.toPeople(receivers, event.event, event.payload);
    }
  }

  async function sendToVisible(content: ContentRef, send: SendToViewers | SendToPeople) {
    return send.to === "viewers" ? sendToViewers(content, send) : sendToNamed(content, send);
  }

  return {
    sendToVisible,
    async sendToPeople(userIds, event) {
      const content = subjectOf(event);
      if (content === null) return broadcaster.toPeople([...userIds], event.event, event.payload);
      const about = event as ContentEvent;
      await sendToVisible(content, {
        to: "people",
        userIds,
        compose: () => [{ userIds, event: about }],
      });
    },
    async evictHidden(content, userIds) {
      const allowed = await visibility.filterAudience(content.contentId, [...userIds]);
      const hidden = userIds.filter((userId) => !allowed.has(userId));
      if (hidden.length > 0) broadcaster.evict(content, hidden);
      return hidden.length > 0;
    },
    closeRoom: broadcaster.closeRoom,
  };
}

export interface RunningDelivery extends Delivery {
  close(): void;
  /** Sockets something is kept for until they read again. */
  readonly heldCount: number;
}

/** Delivery on a running server. */
export function startDelivery(deps: {
  io: GatewayServer;
  audience: Audience;
  visibility: Pick<VisibilityRule, "filterAudience" | "canSee">;
  clock: Clock;
  metrics: RealtimeMetrics;
  log: Logger;
}): RunningDelivery {
  const { io, audience, visibility, clock, metrics, log } = deps;
  const missed = createConflation({
    clock,
    canSee: visibility.canSee,
    onFailure: (error) => log.warn({ err: error }, "could not ask who may see; asking again"),
  });
  const broadcaster = createBroadcaster({ io, audience, missed, metrics });
  return {
    ...createDelivery({ broadcaster, audience, visibility }),
    close: missed.close,
    get heldCount() {
      return missed.heldCount;
    },
  };
}

/** A mistake in this process: who may see one content says nothing about another. */
function requireSubject({ contentId }: ContentRef, event: ContentEvent): void {
  if (subjectOf(event)?.contentId !== contentId) {
    throw new Error(`${event.event} does not speak of the content that was asked about`);
  }
}
