// Applies activities of people I follow, as the server sends them.
import type { Inbound } from "../inbound/inbound";
import { type ActivityStore, applyActivity } from "./activity-store";

export function registerActivityEvents(
  inbound: Inbound,
  { activities }: { activities: ActivityStore },
): void {
  inbound.on("activity:new", ({ activity }) => {
    applyActivity(activities, activity);
  });
}
