// A real server in a process of its own, without Next so that it starts in a moment: database, engine,
// request listener, routes and gateway as server.ts joins them. A test tells it what to be and orders it about over
// the channel it was forked with, kills it, and reads what it left behind. Its clock and one of its parts may
// be wrong.
import { once } from "node:events";
import pino from "pino";
import type { Engine } from "@/engine/engine";
import { findDrift, findNotificationGaps } from "@/engine/integrity/audit";
import type { PrismaClient } from "@/generated/prisma/client";
import { startLifecycle } from "@/server/lifecycle";
import { createRealtimeMetrics } from "@/server/metrics";
import { startProcessServer } from "@/test/servers/process-server";
import { type StackPerson, signInPerson } from "@/test/servers/signed-in-person";
import { plantPart } from "./planted-parts";
import type { DeathPoint, Order, OrderName, Orders, Report, ServerRequest } from "./server-orders";

/** More would wait for a connection longer than connections wait. */
const AT_ONCE = 20;

const log = pino({ level: process.env.TEST_LOG ?? "silent" });
const [request] = (await once(process, "message")) as [ServerRequest];
if (request.clockOffsetMs) shiftClock(request.clockOffsetMs);

const faults = { exception: 0, rejection: 0 };
const metrics = createRealtimeMetrics({ withProcess: true });
const life = startLifecycle({
  log,
  countFault: (fault) => {
    faults[fault]++;
    send({ kind: "fault", fault, message: fault });
  },
});
process.on("disconnect", () => process.exit(0));

let deathPoint: DeathPoint | null = null;
let underWay = 0;

async function start(): Promise<void> {
  const { engine, prisma, server } = await startProcessServer({
    ...request,
    life,
    metrics,
    log,
    limitScale: 10_000,
    alter,
  });
  const orders = createOrders(engine, prisma, () => server.gateway.heldCount);
  process.on("message", (order: Order) => void obey(orders, order));
  send({ kind: "ready", port: server.port, epoch: engine.epoch });
}

/** Dies where it was ordered to, and has the part planted that was asked for. */
function alter(made: Engine, prisma: PrismaClient): Engine {
  // The first subscriber: nobody has been sent the change yet.
  made.changes.subscribe((change) => {
    if (deathPoint === "before-telling" && change.kind === "likes") die();
  });
  const sound = { ...made, likes: { ...made.likes, setLike: countLikes(made) } };
  return request.plant ? plantPart(request.plant, sound, prisma) : sound;
}

/** While a like is under way a group is in flight: nothing else lets a like wait. */
function countLikes(engine: Engine): Engine["likes"]["setLike"] {
  return async (viewerId, intent) => {
    underWay++;
    if (deathPoint === "mid-group") dieSoon();
    try {
      return await engine.likes.setLike(viewerId, intent);
    } finally {
      underWay--;
    }
  };
}

function dieSoon(): void {
  setTimeout(() => {
    if (underWay > 0) die();
  }, Math.random() * 4);
}

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

function createOrders(engine: Engine, prisma: PrismaClient, countHeld: () => number) {
  return {
    async people(count: number) {
      const people: StackPerson[] = [];
      while (people.length < count) {
        const some = Array.from({ length: Math.min(AT_ONCE, count - people.length) });
        people.push(
          ...(await Promise.all(
            some.map(() => signInPerson(engine, `member${crypto.randomUUID().slice(0, 8)}`)),
          )),
        );
      }
      return people;
    },
    post: async (authorId: string, visibility: "public" | "followers") =>
      (await engine.contents.createPost(authorId, { body: "One year today.", visibility })).content
        .contentId,
    final: async () => ({
      likes: await prisma.like.findMany({
        select: { userId: true, contentId: true, liked: true },
      }),
      contents: (
        await prisma.content.findMany({ select: { id: true, likeCount: true, version: true } })
      ).map(({ id, ...rest }) => ({ contentId: id, ...rest })),
    }),
    audit: async () =>
      [...(await findDrift(prisma)), ...(await findNotificationGaps(prisma))].map((found) =>
        JSON.stringify(found),
      ),
    stats: () => ({
      held: countHeld(),
      rssBytes: process.memoryUsage().rss,
      exceptions: faults.exception,
      rejections: faults.rejection,
    }),
    stall(ms: number) {
      const until = performance.now() + ms;
      while (performance.now() < until);
      return null;
    },
    dieAt(point: DeathPoint) {
      deathPoint = point;
      return null;
    },
  } satisfies {
    [Name in OrderName]: (
      ...args: Parameters<Orders[Name]>
    ) => ReturnType<Orders[Name]> | Promise<ReturnType<Orders[Name]>>;
  };
}

async function obey(orders: ReturnType<typeof createOrders>, { id, name, args }: Order) {
  try {
    const obeyed: (...args: never[]) => unknown = orders[name];
    send({ kind: "answer", id, value: await obeyed(...(args as never[])) });
  } catch (error) {
    send({ kind: "refusal", id, message: String(error) });
  }
}

function send(report: Report): void {
  if (process.connected) process.send?.(report);
}

function shiftClock(byMs: number): void {
  const Right = Date;
  globalThis.Date = class extends Right {
    constructor(...given: [] | [number | string | Date]) {
      if (given.length === 0) super(Right.now() + byMs);
      else super(given[0]);
    }
    static override now = () => Right.now() + byMs;
  } as DateConstructor;
}

start().catch((error: unknown) => {
  console.error(error);
  void life.stop(1);
});
