// The state of the connection, in words for a person. Pure.
import type { ConnectionState } from "@/client/connection/connection";

export interface ConnectionText {
  /** One word for the sign beside the tabs. */
  short: string;
  /** The sentence of the banner, or null when there is nothing to say. */
  banner: string | null;
  isLive: boolean;
}

/** `storedIntents`: likes made here that the server has not answered yet. */
export function connectionText(state: ConnectionState, storedIntents: number): ConnectionText {
  switch (state) {
    case "live":
      return { short: "Live", banner: null, isLive: true };
    case "polling":
      return { short: "Updates every few seconds", banner: null, isLive: false };
    case "connecting":
      return { short: "Connecting", banner: null, isLive: false };
    case "reconnecting":
      return {
        short: "Reconnecting",
        banner: `Connection lost. Reconnecting${storedIntentsText(storedIntents)}.`,
        isLive: false,
      };
    case "offline":
      return {
        short: "Offline",
        banner:
          storedIntents === 0
            ? "You are offline. Your likes are kept and will be sent."
            : `You are offline. ${keptCount(storedIntents)} kept and will be sent.`,
        isLive: false,
      };
    case "ended":
      return { short: "Signed out", banner: "You were signed out here.", isLive: false };
  }
}

function keptCount(storedIntents: number): string {
  return storedIntents === 1 ? "1 like is" : `${storedIntents} likes are`;
}

function storedIntentsText(storedIntents: number): string {
  return storedIntents === 0 ? "" : `; ${keptCount(storedIntents)} kept and will be sent`;
}
