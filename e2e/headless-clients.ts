// People without a window: the client's own mind of the app, as a page runs it, over a real socket and
// real HTTP. Their lines can be cut, their pages closed and opened again.

import type { PageSignals } from "@/client/browser/page-lifecycle";
import { systemClock } from "@/client/clock";
import { openSocketLink } from "@/client/connection/socket-transport";
import type { MakeLink } from "@/client/connection/transport";
import { unreachable } from "@/client/errors";
import { HeartwireClient } from "@/client/heartwire-client";
import type { request } from "@/client/http/request";
import { Device } from "@/client/intents/device";
import { memoryPressBook } from "@/client/intents/intent-storage";
import "@/client/testing/eager-schemas";
import { HeartwireError } from "@/protocol/errors";
import type { Content } from "@/protocol/views";
import type { Program } from "./people";

const everInSight: PageSignals = {
  isVisible: () => true,
  isOnline: () => true,
  subscribe: () => () => undefined,
};

export interface Mind {
  /** The page of now. */
  page(): HeartwireClient;
  /** The network goes away under the socket. */
  cut(): void;
  /** The page dies, and another is opened by the same browser. */
  reopen(): void;
  close(): void;
}

export function openMind(program: Program, content: Content, epoch: string, origin: string): Mind {
  const book = memoryPressBook();
  const texts = new Map<string, string>();
  const shelf = {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => texts.set(key, text),
  };
  let cut = () => {};
  const makeLink: MakeLink = (listener) => {
    const link = openSocketLink(listener, origin, program.token);
    cut = () => {
      if (!link.isOpen) return;
      link.close();
      listener.closed();
    };
    return link;
  };
  const open = () => {
    const client = new HeartwireClient({
      viewer: { ...program, displayName: program.username, avatarUrl: null },
      epoch,
      inbox: null,
      clock: systemClock,
      page: everInSight,
      makeLink,
      openDevice: () => new Device(shelf, systemClock, () => crypto.randomUUID()),
      openBook: () => book,
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
