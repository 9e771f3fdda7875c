// People without a window: the client's own mind of the app, as a page runs it, over a real socket and
// real HTTP. Their lines can be cut, their pages closed and opened again.

import { systemClock } from "@/client/clock";
import { openSocketTransport } from "@/client/connection/socket-transport";
import type { CreateTransport } from "@/client/connection/transport";
import { unreachable } from "@/client/errors";
import { HeartwireClient } from "@/client/heartwire-client";
import type { request } from "@/client/http/request";
import { Device } from "@/client/intents/device";
import { memoryIntentStorage } from "@/client/intents/intent-storage";
import { alwaysOn } from "@/client/page";
import "@/client/testing/eager-schemas";
import { HeartwireError } from "@/protocol/errors";
import type { Content } from "@/protocol/views";
import type { Program } from "./people";

export interface HeadlessClient {
  /** The page of now. */
  page(): HeartwireClient;
  /** The network goes away under the socket. */
  cut(): void;
  /** The page dies, and another is opened by the same browser. */
  reopen(): void;
  close(): void;
}

export function openHeadlessClient(
  program: Program,
  content: Content,
  epoch: string,
  origin: string,
): HeadlessClient {
  const storage = memoryIntentStorage();
  const texts = new Map<string, string>();
  const shelf = {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => texts.set(key, text),
  };
  let cut = () => {};
  const createTransport: CreateTransport = (listener) => {
    const transport = openSocketTransport(listener, origin, program.token);
    cut = () => {
      if (!transport.isOpen) return;
      transport.close();
      listener.closed();
    };
    return transport;
  };
  const open = () => {
    const client = new HeartwireClient({
      viewer: { ...program, displayName: program.username, avatarUrl: null },
      epoch,
      inbox: null,
      clock: systemClock,
      page: alwaysOn,
      createTransport,
      openDevice: () => new Device(shelf, systemClock, () => crypto.randomUUID()),
      openStorage: () => storage,
      locks: () => null,
      request: requestAs(program),
    });
    client.seed([content]);
    client.rooms.see(content);
    client.start();
    return client;
  };
  let page = open();
  return {
    page: () => page,
    cut: () => cut(),
    reopen() {
      page.stop();
      page = open();
    },
    close: () => page.stop(),
  };
}

/** The app's HTTP door with a token where a page has its cookie. */
function requestAs(program: Program): typeof request {
  return async (schema, path, { method = "GET", body } = {}) => {
    const answer = await program.ask(method, path, body).catch((error: unknown) => {
      throw unreachable(error);
    });
    if (answer.status < 300) return schema.parse(answer.body);
    throw new HeartwireError("UNAVAILABLE", `answered ${answer.status}`);
  };
}
