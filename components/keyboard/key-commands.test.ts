// Single keys, sequences, and what interrupts a sequence.
import { describe, expect, it } from "vitest";
import { createKeyReader, KEY_COMMANDS } from "./key-commands";

describe("page-wide keys", () => {
  it("[C52] each key has its command", () => {
    const commands = KEY_COMMANDS.map(({ command, keys }) => [keys.join(" "), command]);
    expect(Object.fromEntries(commands)).toEqual({
      j: "next",
      k: "previous",
      l: "like",
      o: "open",
      n: "compose",
      d: "show-debug",
      "?": "show-keys",
      "g h": "go-home",
      "g n": "go-notifications",
      "g a": "go-activity",
    });
  });

  it("[C52] understands every listed key and sequence", () => {
    for (const { command, keys } of KEY_COMMANDS) {
      const reader = createKeyReader();
      const answers = keys.map((key, index) => reader.read(key, index * 100));
      expect(answers.at(-1)).toBe(command);
      expect(answers.slice(0, -1).every((answer) => answer === null)).toBe(true);
    }
  });

  it("[C52] g n goes to notifications, n alone composes, and a late n composes too", () => {
    const reader = createKeyReader();
    expect([reader.read("g", 0), reader.read("n", 400)]).toEqual([null, "go-notifications"]);
    expect(reader.read("n", 500)).toBe("compose");
    expect([reader.read("g", 1_000), reader.read("n", 2_200)]).toEqual([null, "go-notifications"]);
    expect([reader.read("g", 3_000), reader.read("n", 4_201)]).toEqual([null, "compose"]);
  });

  it("[C52] a sequence that leads nowhere is forgotten", () => {
    const reader = createKeyReader();
    expect([reader.read("g", 0), reader.read("x", 100), reader.read("n", 200)]).toEqual([
      null,
      null,
      "compose",
    ]);
    expect([reader.read("g", 300), reader.read("g", 400), reader.read("h", 500)]).toEqual([
      null,
      null,
      "go-home",
    ]);
  });
});
