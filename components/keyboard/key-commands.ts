// The key bindings, and how a sequence of key presses becomes a command. Pure; components/layout/keyboard.tsx
// listens.

export type KeyCommand =
  | "next"
  | "previous"
  | "like"
  | "compose"
  | "open"
  | "go-home"
  | "go-notifications"
  | "go-activity"
  | "show-debug"
  | "show-keys";

export const KEY_COMMANDS: readonly {
  command: KeyCommand;
  keys: readonly string[];
  meaning: string;
}[] = [
  { command: "next", keys: ["j"], meaning: "Next post" },
  { command: "previous", keys: ["k"], meaning: "Previous post" },
  { command: "like", keys: ["l"], meaning: "Like or unlike it" },
  { command: "open", keys: ["o"], meaning: "Open it" },
  { command: "compose", keys: ["n"], meaning: "Write a post" },
  { command: "go-home", keys: ["g", "h"], meaning: "Go home" },
  { command: "go-notifications", keys: ["g", "n"], meaning: "Go to notifications" },
  { command: "go-activity", keys: ["g", "a"], meaning: "Go to activity" },
  { command: "show-debug", keys: ["d"], meaning: "Show what comes over the line" },
  { command: "show-keys", keys: ["?"], meaning: "Show this list" },
];

const SEQUENCE_GAP_MS = 1_200;

/**
 * Reads key presses one by one: `read("g", t)` answers null, `read("n", t + 200)` the command. A first key
 * without a second within 1.2 s is forgotten.
 */
export function createKeyReader(): { read(key: string, nowMs: number): KeyCommand | null } {
  let first: { key: string; atMs: number } | null = null;
  return {
    read(key, nowMs) {
      const opened = first !== null && nowMs - first.atMs <= SEQUENCE_GAP_MS ? first.key : null;
      first = null;
      const sequence = opened === null ? [key] : [opened, key];
      const found = KEY_COMMANDS.find(({ keys }) => keys.join(" ") === sequence.join(" "));
      if (found) return found.command;
      const isOpening = KEY_COMMANDS.some(({ keys }) => keys.length > 1 && keys[0] === key);
      if (isOpening) first = { key, atMs: nowMs };
      return null;
    },
  };
}
