import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ErrorView } from "@/protocol/errors";
import { ANSWER, UNAUTHENTICATED } from "../testing/connection-fixture";
import {
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionModel,
  newConnectionModel,
  type Surroundings,
} from "./connection-state";
import { transition } from "./connection-transitions";

const AROUND: Surroundings = { now: 1_000_000, isVisible: true, isOnline: true };
const REFUSED: ErrorView = {
  code: "RATE_LIMITED",
  message: "",
  retryable: true,
  retryAfterMs: 9_000,
  errorId: "x",
};
const BROKEN: ErrorView = { code: "TIMEOUT", message: "", retryable: true, errorId: "x" };
const LIKE = { name: "post:liked", payload: { number: 1 } } as const;
const GREETING = { name: "session:ready", payload: {} } as const;

const STARTED: ConnectionEvent = { kind: "started" };
const OPENING: ConnectionEvent[] = [STARTED, { kind: "openingDue" }];
const JOINING: ConnectionEvent[] = [...OPENING, { kind: "opened" }];
const SYNCING: ConnectionEvent[] = [...JOINING, { kind: "joined", opening: 1 }];
const LIVE: ConnectionEvent[] = [...SYNCING, answered(1)];

function answered(opening: number, isCurrent = true): ConnectionEvent {
  return { kind: "syncAnswered", opening, answer: ANSWER, isCurrent };
}

function run(events: readonly ConnectionEvent[], hasSession = true, around = AROUND) {
  let connection = newConnectionModel(hasSession);
  let effects: readonly ConnectionEffect[] = [];
  for (const event of events) ({ connection, effects } = transition(connection, event, around));
  return { connection, effects, kinds: effects.map(({ kind }) => kind) };
}

describe("connection transitions", () => {
  it.each<[string, string, string, ConnectionEvent[]]>([
    ["waiting", "connecting", "started", [STARTED]],
    ["opening", "connecting", "its time has come", OPENING],
    ["joining", "connecting", "the socket is open", JOINING],
    ["syncing", "connecting", "the rooms are joined", SYNCING],
    ["live", "live", "sync is answered", LIVE],
    ["waiting", "reconnecting", "lost", [...LIVE, { kind: "lost", error: null }]],
    ["waiting", "reconnecting", "slept", [...LIVE, { kind: "pageSlept" }]],
    ["live", "offline", "the browser is offline", [...LIVE, { kind: "wentOffline" }]],
    ["idle", "reconnecting", "stopped", [...LIVE, { kind: "stopped" }]],
    ["ended", "ended", "the session is over", [...LIVE, { kind: "sessionEnded" }]],
    ["ended", "ended", "refused for it", [...OPENING, { kind: "lost", error: UNAUTHENTICATED }]],
    ["ended", "ended", "ended for good", [...LIVE, { kind: "sessionEnded" }, STARTED]],
    [
      "waiting",
      "polling",
      "polled",
      [STARTED, { kind: "pollAnswered", answer: ANSWER, isCurrent: true }],
    ],
  ])("[C24] is %s and shows %s: %s", (name, shown, _what, events) => {
    expect(run(events).connection.state).toMatchObject({ name, shown });
  });

  it("[C26] without a session it polls and opens no socket", () => {
    const { connection, effects } = run([STARTED, { kind: "openingDue" }], false);
    expect(connection.state).toMatchObject({ name: "polling", isPollPlanned: true });
    expect(effects).toEqual([]);
  });

  it("[C21] applies the answer first, then what was held, then says so; a greeting waits for nothing", () => {
    const greeted = run([...SYNCING, { kind: "received", event: GREETING }]);
    expect(greeted.effects).toEqual([{ kind: "deliver", event: GREETING }]);
    const { effects } = run([...SYNCING, { kind: "received", event: LIKE }, answered(1)]);
    expect(effects.slice(0, 3)).toEqual([
      { kind: "applySync", answer: ANSWER },
      { kind: "deliver", event: LIKE },
      { kind: "announceSync", syncKind: "first" },
    ]);
  });

  it("[C21] an answer of an epoch that is over applies nothing and lets nothing go", () => {
    const events: ConnectionEvent[] = [...SYNCING, { kind: "received", event: LIKE }];
    const over = run([...events, answered(1, false)]);
    expect(over.kinds).not.toContain("applySync");
    expect(over.connection.state).toMatchObject({ held: [LIKE] });
    const next = run([...events, answered(1, false), { kind: "syncDue" }, answered(1)]);
    expect(next.effects).toContainEqual({ kind: "deliver", event: LIKE });
  });

  it("[C22] wanted twice while one is under way, one sync follows", () => {
    const wanted: ConnectionEvent[] = [{ kind: "syncWanted" }, { kind: "syncWanted" }];
    expect(run([...LIVE, ...wanted]).kinds).toEqual([]);
    expect(run([...LIVE, ...wanted, answered(1)]).kinds.at(-1)).toBe("sync");
    expect(run([...LIVE, ...wanted, answered(1), answered(1)]).kinds.at(-1)).toBe("setTimer");
  });

  it.each<ConnectionEvent>([
    answered(1),
    { kind: "syncFailed", opening: 1, error: BROKEN },
    { kind: "joined", opening: 1 },
    { kind: "joinFailed", opening: 1, error: BROKEN },
  ])("[C23] what an earlier opening brings changes nothing: $kind", (event) => {
    const again: ConnectionEvent[] = [{ kind: "openingDue" }, { kind: "opened" }];
    const later = run([...LIVE, { kind: "lost", error: null }, ...again]).connection;
    expect(transition(later, event, AROUND)).toEqual({ connection: later, effects: [] });
  });

  it("[C69] what the server named is in the gate of every opening until the network changes", () => {
    const events: ConnectionEvent[] = [...OPENING, { kind: "lost", error: REFUSED }];
    const gate = { opensAt: AROUND.now + 9_000 };
    expect(run([...events, { kind: "pageShown" }]).effects).toContainEqual(
      expect.objectContaining({ timer: "opening", gate }),
    );
    expect(run([...events, { kind: "wentOnline" }]).effects).not.toContainEqual(
      expect.objectContaining({ timer: "opening", gate }),
    );
  });

  it("[C18] stopped anywhere it leaves no timer, listener, socket or room, whatever came before", () => {
    fc.assert(
      fc.property(fc.array(anyEvent(), { maxLength: 30 }), fc.boolean(), (events, hasSession) => {
        const left = new Set<string>();
        let connection: ConnectionModel = newConnectionModel(hasSession);
        const all: ConnectionEvent[] = [STARTED, ...events, { kind: "stopped" }];
        for (const event of all) {
          const step = transition(connection, event, AROUND);
          connection = step.connection;
          for (const effect of step.effects) keepAccount(left, effect);
        }
        expect([...left]).toEqual([]);
        expect(["idle", "ended"]).toContain(connection.state.name);
      }),
    );
  });

  it("[C20] live is never shown but by an answer to sync of this opening", () => {
    fc.assert(
      fc.property(fc.array(anyEvent(), { maxLength: 30 }), (events) => {
        let connection = run([STARTED]).connection;
        for (const event of events) {
          const before = connection.state;
          const step = transition(connection, event, AROUND);
          connection = step.connection;
          if (before.name === "live" || connection.state.name !== "live") continue;
          expect([before.name, event.kind]).toEqual(["syncing", "syncAnswered"]);
        }
      }),
    );
  });
});

/** What an effect leaves behind, and what it takes away again. */
function keepAccount(left: Set<string>, effect: ConnectionEffect): void {
  if (effect.kind === "setTimer") left.add(`timer ${effect.timer}`);
  else if (effect.kind === "clearTimer") left.delete(`timer ${effect.timer}`);
  else if (effect.kind === "listenToPage") left.add("listener");
  else if (effect.kind === "stopListening") left.delete("listener");
  else if (effect.kind === "openSocket") left.add("socket");
  else if (effect.kind === "closeSocket") left.delete("socket");
  else if (effect.kind === "join") left.add("rooms");
  else if (effect.kind === "loseRooms") left.delete("rooms");
}

function anyEvent(): fc.Arbitrary<ConnectionEvent> {
  const opening = fc.integer({ min: 1, max: 3 });
  const error = fc.constantFrom(BROKEN, REFUSED);
  const bare = fc.constantFrom<ConnectionEvent>(
    ...(["pageShown", "pageHidden", "pageSlept", "wentOnline", "wentOffline"] as const).map(
      (kind) => ({ kind }),
    ),
    ...(
      ["syncWanted", "watchedChanged", "openingDue", "pollDue", "syncDue", "opened"] as const
    ).map((kind) => ({ kind })),
    { kind: "received", event: LIKE },
    { kind: "lost", error: null },
    { kind: "pollAnswered", answer: ANSWER, isCurrent: true },
    { kind: "sessionEnded" },
  );
  return fc.oneof(
    { weight: 4, arbitrary: bare },
    opening.map((number): ConnectionEvent => ({ kind: "joined", opening: number })),
    opening.map((number) => answered(number)),
    fc.record({ kind: fc.constant("joinFailed" as const), opening, error }),
    fc.record({ kind: fc.constant("syncFailed" as const), opening, error }),
    error.map((each): ConnectionEvent => ({ kind: "pollFailed", error: each })),
  );
}
