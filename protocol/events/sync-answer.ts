// What a sync answers, over the socket and over HTTP alike.
import type { EngagementSnapshot } from "../views";

export interface SyncAnswer {
  epoch: string;
  /** Only those that differ from what the client said it holds. */
  contents: EngagementSnapshot[];
  missing: string[];
  /** Null for a visitor without a session (HTTP only). */
  inbox: { unreadCount: number; inboxVersion: number } | null;
}
