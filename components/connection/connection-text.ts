// What the state of the line means for a person, in words. Pure.

export type LineState = "connecting" | "live" | "reconnecting" | "offline" | "polling" | "ended";

export interface LineWords {
  /** One word for the sign beside the tabs. */
  short: string;
  /** The sentence of the banner, or null when there is nothing to say. */
  banner: string | null;
  isLive: boolean;
}

/** `keptPresses`: likes made here that the server has not answered yet. */
export function wordLine(state: LineState, keptPresses: number): LineWords {
  switch (state) {
    case "live":
      return { short: "Live", banner: null, isLive: true };
    case "polling":
      return { short: "Live", banner: null, isLive: true };
    case "connecting":
      return { short: "Connecting", banner: null, isLive: false };
    case "reconnecting":
      return {
        short: "Reconnecting",
        banner: `The line dropped. Reconnecting${keptWords(keptPresses)}.`,
        isLive: false,
      };
    case "offline":
      return {
        short: "Offline",
        banner:
          keptPresses === 0
            ? "You are offline. Your likes are kept and will be sent."
            : `You are offline. ${keptCount(keptPresses)} kept and will be sent.`,
        isLive: false,
      };
    case "ended":
      return { short: "Signed out", banner: "You were signed out here.", isLive: false };
  }
}

function keptCount(keptPresses: number): string {
  return keptPresses === 1 ? "1 like is" : `${keptPresses} likes are`;
}

function keptWords(keptPresses: number): string {
  return keptPresses === 0 ? "" : `; ${keptCount(keptPresses)} kept and will be sent`;
}
