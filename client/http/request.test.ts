import { afterEach, describe, expect, it, vi } from "vitest";
import { PERSON_HEADER } from "@/protocol/person-header";
import { engagementSchema, personSchema } from "@/protocol/views";
import { viewOf } from "../errors";
import { BOB, EPOCH } from "../testing/sample-views";
import { notificationPage, pageOf, syncAnswer } from "./answer-checks";
import { eagerSchemas } from "./eager-schemas";
import { createRequest, withQuery } from "./request";
import { schemas } from "./schemas";

const request = createRequest({ schemas: eagerSchemas });
const personCheck = () => personSchema;

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function answer(body: BodyInit | null, status: number): ReturnType<typeof vi.fn> {
  const fetched = vi.fn(async () => new Response(body, { status }));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

async function failure(body: BodyInit | null, status: number) {
  answer(body, status);
  return viewOf(await request(personCheck, "/api/me").catch((error: unknown) => error));
}

describe("request", () => {
  it("[C48] gives what the schema says, and sends JSON for what changes something", async () => {
    const fetched = answer(JSON.stringify({ ...BOB, more: 1 }), 200);
    expect(await request(personCheck, "/api/me")).toEqual(BOB);
    await request(personCheck, "/api/me", { method: "PUT", body: { a: 1 } });
    expect(fetched.mock.calls[1]).toMatchObject([
      "/api/me",
      { method: "PUT", body: '{"a":1}', headers: { "content-type": "application/json" } },
    ]);
  });

  it("[C68] every request names the person the page speaks for, and a visitor's names none", async () => {
    const fetched = answer(JSON.stringify(BOB), 200);
    for (const userId of [BOB.userId, null]) {
      await createRequest({ schemas: eagerSchemas, userId })(personCheck, "/api/me");
    }
    expect(fetched.mock.calls.map(([, init]) => init.headers)).toEqual([
      { [PERSON_HEADER]: BOB.userId },
      {},
    ]);
  });

  it("[C93] a program asks the server it names, with headers of its own", async () => {
    const fetched = answer(JSON.stringify(BOB), 200);
    const ask = createRequest({
      schemas: eagerSchemas,
      baseUrl: "https://hearts.example",
      headers: { authorization: "Bearer t" },
    });
    await ask(personCheck, "/api/me", { method: "PUT", body: {} });
    expect(fetched.mock.calls[0]).toMatchObject([
      "https://hearts.example/api/me",
      { headers: { authorization: "Bearer t", "content-type": "application/json" } },
    ]);
  });

  it("[C48] a Problem becomes its error, with the server's words and errorId", async () => {
    const problem = {
      type: "urn:x",
      title: "Too many requests",
      status: 429,
      detail: "slow down",
      code: "RATE_LIMITED",
      message: "slow down",
      retryable: true,
      retryAfterMs: 1_200,
      errorId: "e1",
    };
    expect(await failure(JSON.stringify(problem), 429)).toMatchObject({
      code: "RATE_LIMITED",
      retryAfterMs: 1_200,
      errorId: "e1",
    });
  });

  it.each([
    [502, "UNAVAILABLE", true],
    [503, "UNAVAILABLE", true],
    [504, "TIMEOUT", true],
    [500, "INTERNAL", true],
    [599, "INTERNAL", true],
    [404, "NOT_FOUND", false],
    [418, "BAD_REQUEST", false],
  ])(
    "[C48] an answer without a Problem is classified by its status: %i",
    async (status, code, retryable) => {
      expect(await failure("<html>", status)).toMatchObject({ code, retryable });
    },
  );

  it("[C48] nothing there, no answer in time, given up, not readable: each says what it is", async () => {
    vi.stubGlobal("fetch", async () => {
      throw new TypeError("failed to fetch");
    });
    const lost = await request(personCheck, "/").catch((error: unknown) => error);
    expect(viewOf(lost).code).toBe("UNAVAILABLE");

    vi.useFakeTimers();
    vi.stubGlobal("fetch", (_path: string, { signal }: { signal: AbortSignal }) => {
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    });
    const slow = request(personCheck, "/").catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(viewOf(await slow).code).toBe("TIMEOUT");
    const stop = new AbortController();
    const stopped = request(personCheck, "/", { signal: stop.signal });
    stop.abort();
    await expect(stopped).rejects.toThrow("abort");
    vi.useRealTimers();

    expect(await failure('{"userId":1}', 200)).toMatchObject({ code: "INTERNAL" });
  });

  it("[C89] stops with its caller where AbortSignal.any is missing, also when that was over before", async () => {
    vi.stubGlobal(
      "AbortSignal",
      Object.assign(() => {}, { any: undefined }),
    );
    const asked = vi.fn((_path: string, { signal }: { signal: AbortSignal }) => {
      return new Promise((_resolve, reject) => {
        if (signal.aborted) reject(signal.reason);
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    });
    vi.stubGlobal("fetch", asked);
    for (const isOverBefore of [true, false]) {
      const stop = new AbortController();
      if (isOverBefore) stop.abort(new Error("no longer wanted"));
      const stopped = request(personCheck, "/", { signal: stop.signal });
      stop.abort(new Error("no longer wanted"));
      await expect(stopped).rejects.toThrow("no longer wanted");
    }
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it("[C48] a query leaves out what is not there", () => {
    expect(withQuery("/a", { cursor: null, scope: undefined })).toBe("/a");
    expect(withQuery("/a", { cursor: "x y", limit: 3 })).toBe("/a?cursor=x+y&limit=3");
  });
});

describe("answers that are more than one view", () => {
  it("[C48] are checked in every part", () => {
    expect(pageOf(personCheck)(schemas).parse({ items: [BOB], nextCursor: "n" })).toEqual({
      items: [BOB],
      nextCursor: "n",
    });
    for (const wrong of [null, 3, { items: 3 }, { items: [{}] }]) {
      expect(() => pageOf(() => engagementSchema)(schemas).parse(wrong)).toThrow();
    }
    expect(() => syncAnswer(schemas).parse({ contents: [], missing: [] })).toThrow("epoch");
    const whole = { epoch: EPOCH, contents: [], missing: [], inbox: null };
    expect(syncAnswer(schemas).parse(whole)).toEqual(whole);
    const inbox = { unreadCount: 1, inboxVersion: 2 };
    expect(syncAnswer(schemas).parse({ ...whole, inbox })).toMatchObject({ inbox });
    expect(() => syncAnswer(schemas).parse({ ...whole, inbox: { unreadCount: "1" } })).toThrow();
    expect(() => syncAnswer(schemas).parse({ ...whole, contents: [{ contentId: "x" }] })).toThrow();
    expect(() => notificationPage(schemas).parse({ items: [], nextCursor: null })).toThrow();
  });
});
