// Applies events of contents: how many watch one, that one is gone, that there are new ones.
import type { ClientEvents } from "../client-events";
import type { Inbound } from "../inbound/inbound";
import type { KeyedStore } from "../keyed-store";

export interface ContentContext {
  viewerCounts: KeyedStore<number>;
  events: ClientEvents;
  removed(contentId: string): void;
}

export function registerContentEvents(inbound: Inbound, context: ContentContext): void {
  const { viewerCounts, events } = context;
  inbound.on("viewers:updated", (event) => {
    viewerCounts.write(event.contentId, event.viewerCount);
  });
  inbound.on("content:removed", (event) => {
    context.removed(event.contentId);
  });
  inbound.on("feed:new", (event) => {
    events.send("feedMoved", event);
  });
}
