// The server itself under strain: a blocked event loop, a clock two hours off, slow bodies.
import { connect } from "node:net";
import { expect, test } from "vitest";
import type { StackPerson } from "@/test/servers/signed-in-person";
import { openRig, type Rig, type RigOptions, untilAcked } from "./rig";

const TWO_HOURS_MS = 7_200_000;

async function withRig(options: RigOptions, run: (rig: Rig) => Promise<void>): Promise<void> {
  const rig = await openRig(options);
  try {
    await run(rig);
  } finally {
    await rig.close();
  }
}

test("[F13] an event loop that is blocked for three seconds", (context) =>
  withRig({}, async (rig) => {
    const writers = rig.write();
    await untilAcked(writers, 100);
    await rig.server.ask("stall", 3_000);
    const startedAt = performance.now();
    await untilAcked(writers, 100, 10_000);
    await writers.pause();
    await rig.untilRight();
    expect(Object.fromEntries(writers.errors)).not.toHaveProperty("UNANSWERED");
    expect(writers.slowestMs).toBeLessThan(5_500);
    await rig.finish(context, performance.now() - startedAt);
  }));

test("[F14] clocks two hours ahead and behind", (context) =>
  withRig({}, async (rig) => {
    const writers = rig.write();
    await untilAcked(writers, 100);
    let slowestMs = 0;
    for (const clockOffsetMs of [TWO_HOURS_MS, -TWO_HOURS_MS]) {
      await writers.pause();
      await rig.server.stop();
      await rig.restart({ clockOffsetMs });
      // Anyone who signed in under another clock is still who they are, and so is a page with its own.
      const [newcomer] = await rig.server.ask("people", 1);
      const person = newcomer as StackPerson;
      rig.viewers.push(rig.look({ person, clockOffsetMs: -clockOffsetMs, device: "off" }));
      slowestMs = Math.max(slowestMs, await rig.untilRight());
      const [contentId = ""] = rig.contents;
      const page = rig.viewers.at(-1)?.client;
      for (const liked of [true, false, true, false, true]) {
        const make = async () => {
          expect(await page?.setLike({ contentType: "post", contentId }, liked)).toEqual({
            kind: "settled",
          });
          return page?.engagement.read(contentId) ?? null;
        };
        await rig.record({ process: `${person.userId}/like`, contentId, liked, make });
      }
      writers.resume();
      await untilAcked(writers, 100);
    }
    await writers.pause();
    slowestMs = Math.max(slowestMs, await rig.untilRight());
    await rig.finish(context, slowestMs);
  }));

test("[F15] two hundred bodies that crawl in", (context) =>
  withRig({}, async (rig) => {
    const [contentId] = rig.contents;
    const { token } = rig.author;
    const writers = rig.write();
    await untilAcked(writers, 50);
    const crawling = Array.from({ length: 200 }, () =>
      crawl(rig.server.port, contentId ?? "", token),
    );
    await untilAcked(writers, 200, 20_000);
    for (const { status, afterMs } of await Promise.all(crawling)) {
      expect(status).toBe("504");
      expect(afterMs).toBeLessThan(8_000);
    }
    await writers.pause();
    const rightAfterMs = await rig.untilRight();
    expect(writers.slowestMs).toBeLessThan(2_500);
    await rig.finish(context, rightAfterMs);
  }));

/** Sends the beginning of a body and then a byte now and again. */
function crawl(port: number, contentId: string, token: string) {
  return new Promise<{ status: string; afterMs: number }>((resolve, reject) => {
    const startedAt = performance.now();
    const socket = connect(port, "127.0.0.1");
    socket.write(
      `PUT /api/content/${contentId}/like HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
        `Authorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n{`,
    );
    const drip = setInterval(() => socket.write(" "), 500);
    socket.on("error", reject);
    socket.once("data", (bytes) => {
      const status = bytes.toString().split(" ")[1] ?? "";
      resolve({ status, afterMs: performance.now() - startedAt });
      socket.destroy();
    });
    socket.on("close", () => {
      clearInterval(drip);
      reject(new Error("closed without an answer"));
    });
  });
}
