// A page of the app for tests: a client with a manual transport and clock, and HTTP answered from a table.
// Uses the same contexts as the real provider.
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, configure, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { HeartwireError } from "@/protocol/errors";
import type { ContentRef } from "@/protocol/ids";
import type { Inbox, Person } from "@/protocol/views";
import { HeartwireClient } from "../../client/heartwire-client";
import { eagerSchemas } from "../../client/http/eager-schemas";
import { Device } from "../../client/intents/device";
import { type IntentStorage, memoryIntentStorage } from "../../client/intents/intent-storage";
import { ManualPage } from "../../client/testing/manual-page";
import { ManualTransport } from "../../client/testing/manual-transport";
import { EPOCH, ME, POST } from "../../client/testing/sample-views";
import { settle, VirtualClock } from "../../client/testing/virtual-clock";
import { createQueryClient } from "../lists/query-client";
import { HeartwireContext } from "../provider/heartwire-context";
import { keepQueriesFresh } from "../provider/query-freshness";

export interface HttpCall {
  method: string;
  path: string;
  body: unknown;
}

// As test/patience.ts says it for Vitest's own waits.
configure({ asyncUtilTimeout: 30_000 });

/** So long a content is looked at before its room is joined. */
export const DWELL_MS = 100;

type Answer = (call: HttpCall) => unknown;

export class Harness {
  readonly clock = new VirtualClock();
  readonly page = new ManualPage();
  readonly transport = new ManualTransport();
  readonly calls: HttpCall[] = [];
  readonly client: HeartwireClient;
  readonly queryClient = createQueryClient();
  readonly #answers = new Map<string, Answer>();

  constructor(
    viewer: Person | null = ME,
    inbox: Inbox | null = { unreadCount: 0, inboxVersion: 1 },
    storage: IntentStorage = memoryIntentStorage(),
    locks: LockManager | null = null,
  ) {
    this.client = new HeartwireClient({
      viewer,
      epoch: EPOCH,
      inbox,
      clock: this.clock,
      schemas: eagerSchemas,
      page: this.page,
      createTransport: this.transport.make,
      openDevice: () => new Device(null, this.clock, () => "device"),
      openStorage: () => storage,
      locks: () => locks,
    });
    keepQueriesFresh(this.client, this.queryClient);
    const { queries, mutations } = this.queryClient.getDefaultOptions();
    this.queryClient.setDefaultOptions({
      queries: { ...queries, retry: false },
      // Without a timer that outlives the test.
      mutations: { ...mutations, gcTime: Number.POSITIVE_INFINITY },
    });
  }

  readonly Wrapper = ({ children }: { children: ReactNode }) => (
    <HeartwireContext value={this.client}>
      <QueryClientProvider client={this.queryClient}>{children}</QueryClientProvider>
    </HeartwireContext>
  );

  run<Result>(hook: () => Result) {
    return renderHook(hook, { wrapper: this.Wrapper });
  }

  /** What one content shows now. */
  shown(contentId: string = POST.contentId) {
    const { liked, likeCount, version } = this.client.engagement.read(contentId);
    return { liked, likeCount, version };
  }

  /** What a path answers from now on; a thrown HeartwireError becomes a Problem. */
  answer(method: string, path: string, answer: Answer): void {
    this.#answers.set(`${method} ${path}`, answer);
  }

  /** Put in place of the browser's fetch. */
  readonly fetch = async (input: string, init: RequestInit = {}): Promise<Response> => {
    const method = init.method ?? "GET";
    const call = { method, path: input, body: init.body ? JSON.parse(String(init.body)) : null };
    this.calls.push(call);
    const answer = this.#answers.get(`${method} ${input}`);
    if (!answer) return Response.json(problemOf("NOT_FOUND"), { status: 404 });
    try {
      return Response.json((await answer(call)) ?? null);
    } catch (error) {
      if (!(error instanceof HeartwireError)) throw error;
      return Response.json(problemOf(error.code, error.reason), { status: 400 });
    }
  };

  /** `seen` is on screen, and its rooms are joined. */
  async goLive(...seen: ContentRef[]): Promise<void> {
    for (const content of seen) this.client.rooms.see(content);
    this.client.start();
    await this.clock.advance(seen.length > 0 ? DWELL_MS : 0);
    this.transport.accept();
    await settle();
    if (this.transport.names().includes("content:join")) {
      this.transport.take("content:join").answer({ epoch: EPOCH, contents: [], missing: [] });
      await settle();
    }
    this.answerSync();
    await settle();
  }

  answerSync(
    over: Partial<Parameters<ReturnType<ManualTransport["take"]>["answer"]>[0]> = {},
  ): void {
    this.transport
      .take("sync")
      .answer({ epoch: EPOCH, contents: [], missing: [], inbox: null, ...over });
  }
}

/** A fresh page before each test of the file, behind the browser's fetch; put away after it. */
export function onFreshPages(current: () => Harness, enter: (page: Harness) => void): void {
  beforeEach(() => {
    enter(new Harness());
    vi.stubGlobal("fetch", (input: string, init?: RequestInit) => current().fetch(input, init));
  });
  afterEach(() => {
    cleanup();
    current().client.stop();
    current().queryClient.clear();
    vi.unstubAllGlobals();
    expect(current().clock.pendingTimers, "timers left").toBe(0);
  });
}

function problemOf(code: HeartwireError["code"], reason?: HeartwireError["reason"]) {
  const retryable = ["INTERNAL", "UNAVAILABLE", "TIMEOUT", "RATE_LIMITED"].includes(code);
  const view = { code, message: `because ${code}`, retryable, reason, errorId: "from the server" };
  return { type: `urn:${code}`, title: code, status: 400, detail: code, ...view };
}
