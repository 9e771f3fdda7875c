// One event to a room, sent in four ways. Measures the server's CPU per delivery, how it grows with the room,
// and when the last of five thousand viewers has it.

import { atMost, type Figure, figure, ratios, takeTurns } from "../figure";
import { requireEqual } from "../latencies";
import { sized } from "../size";
import type { FanOutBench } from "./processes";
import type { Way } from "./ways";

const ROUNDS = sized(5, 1);
/** Viewers of a small, a middling and a large room. */
const [SMALL, MIDDLE, LARGE] = sized([100, 1_000, 5_000] as const, [10, 100, 500] as const);

interface Pace {
  events: number;
  everyMs: number;
}

/** All figures of rooms, on one server with all its viewers connected. */
export async function benchRooms(bench: FanOutBench): Promise<Figure[]> {
  const { port, barePort } = await bench.server.ask("openWays", { sizes: [SMALL, MIDDLE, LARGE] });
  await bench.viewers.ask("connect", { name: "rooms", port, count: LARGE });
  await bench.viewers.ask("connect", { name: "bare", port: barePort, count: MIDDLE, isBare: true });
  return [
    ...(await measureDeliveries(bench)),
    ...(await measureLargeRoom(bench)),
    ...(await measureGrowth(bench)),
  ];
}

/** CPU microseconds of the server per delivery. */
async function burst(
  { server, viewers }: FanOutBench,
  way: Way,
  size: number,
  pace: Pace,
): Promise<number> {
  const { cpuMicros } = await server.ask("burst", { way, size, ...pace });
  const expected = pace.events * size;
  const name = way === "bare" ? "bare" : "rooms";
  const received = await viewers.ask("takeReceived", { name, expected });
  requireEqual(`${way}: deliveries`, received, expected);
  return cpuMicros / expected;
}

async function measureDeliveries(bench: FanOutBench): Promise<Figure[]> {
  const group = "One event to 1,000 viewers";
  const pace = { events: 80, everyMs: 10 };
  const by = (way: Way) => () => burst(bench, way, MIDDLE, pace);
  const cost = await takeTurns(ROUNDS, {
    bare: by("bare"),
    broadcaster: by("broadcaster"),
    emit: by("emit"),
    loop: by("loop"),
  });
  const name = "CPU per delivery";
  return [
    figure(group, "ours ÷ io.to().emit", "×", ratios(cost.broadcaster, cost.emit)),
    figure(group, "ours ÷ bare ws", "×", ratios(cost.broadcaster, cost.bare), atMost(1.1)),
    figure(group, `${name}, bare ws, one prepared frame`, "µs", cost.bare),
    figure(group, `${name}, ours`, "µs", cost.broadcaster),
    figure(group, `${name}, io.to().emit`, "µs", cost.emit),
    figure(group, `${name}, socket.emit in a loop`, "µs", cost.loop),
  ];
}

async function measureLargeRoom({ server, viewers }: FanOutBench): Promise<Figure[]> {
  const group = "5,000 viewers, 10 updates a second";
  const pace = { events: 20, everyMs: 100 };
  const by = (way: Way) => async () => {
    await viewers.ask("timeEvents", { name: "rooms" });
    await server.ask("burst", { way, size: LARGE, ...pace });
    const expected = pace.events * LARGE;
    const received = await viewers.ask("takeReceived", { name: "rooms", expected });
    requireEqual(`${way}: deliveries`, received, expected);
    return viewers.ask("takeTimes", { name: "rooms" });
  };
  const times = await takeTurns(ROUNDS, { broadcaster: by("broadcaster"), emit: by("emit") });
  const [ours, emit] = [times.broadcaster, times.emit].map((all) => all.map(({ p99 }) => p99));
  return [
    figure(group, "from sending to a viewer, p99, ours", "ms", ours ?? []),
    figure(group, "from sending to a viewer, p99, io.to().emit", "ms", emit ?? []),
    figure(group, "ours ÷ io.to().emit, p99", "×", ratios(ours ?? [], emit ?? []), atMost(1.1)),
  ];
}

async function measureGrowth(bench: FanOutBench): Promise<Figure[]> {
  const group = "A delivery as the room grows";
  const by = (size: number, pace: Pace) => () => burst(bench, "broadcaster", size, pace);
  const cost = await takeTurns(ROUNDS, {
    hundred: by(SMALL, { events: 300, everyMs: 3 }),
    thousand: by(MIDDLE, { events: 50, everyMs: 16 }),
    thousands: by(LARGE, { events: 12, everyMs: 66 }),
  });
  const name = "CPU per delivery";
  const growth = ratios(cost.thousands, cost.hundred);
  return [
    figure(group, "5,000 viewers ÷ 100 viewers, per delivery", "×", growth, atMost(1.3)),
    figure(group, `${name}, 100 viewers`, "µs", cost.hundred),
    figure(group, `${name}, 1,000 viewers`, "µs", cost.thousand),
    figure(group, `${name}, 5,000 viewers`, "µs", cost.thousands),
  ];
}
