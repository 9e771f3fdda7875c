// The client for programs: signs in with a token and needs neither a browser nor a framework. Called by
// command lines, native apps and tests; pages use browser/browser-client.ts.
import type { Credentials } from "@/protocol/http-requests";
import type { Person } from "@/protocol/views";
import { systemClock } from "./clock";
import { openSocketTransport } from "./connection/socket-transport";
import type { CreateTransport } from "./connection/transport";
import { HeartwireClient } from "./heartwire-client";
import { personCheck, tokenCheck } from "./http/answer-checks";
import { eagerSchemas } from "./http/eager-schemas";
import { createRequest } from "./http/request";
import { Device, type TextShelf } from "./intents/device";
import { type IntentStorage, memoryIntentStorage } from "./intents/intent-storage";
import { alwaysOn, type PageLifecycle } from "./page";
import { randomId } from "./random-id";

/** What a client keeps beyond its own life. Both must be kept, or neither: they number the same likes. */
export interface ClientStorage {
  /** Likes that the server has not answered yet. */
  intents: IntentStorage;
  /** The name of this device and the number of its last like. */
  texts: TextShelf;
}

export interface CreateClientOptions {
  /** `https://host:port`, without a path. */
  baseUrl: string;
  token: string;
  /** Left out, the server is asked whose token it is. */
  viewer?: Person;
  /** Left out, a WebSocket of Socket.IO to `baseUrl`. */
  transport?: CreateTransport;
  /** Left out, memory: likes not answered yet end with the program. */
  storage?: ClientStorage;
  /** Left out, always looked at and never known to be offline. */
  page?: PageLifecycle;
}

/**
 * A client that is quiet until `start` and quiet again after `stop`. Rejects with a HeartwireError: UNAUTHENTICATED
 * for a token that is worth nothing, UNAVAILABLE or TIMEOUT when the server did not say whose it is.
 */
export async function createClient(options: CreateClientOptions): Promise<HeartwireClient> {
  const { baseUrl, token, page = alwaysOn, storage = memoryStorage() } = options;
  const headers = { authorization: `Bearer ${token}` };
  const ask = createRequest({ schemas: eagerSchemas, baseUrl, headers });
  return new HeartwireClient({
    viewer: options.viewer ?? (await ask(personCheck, "/api/me")),
    epoch: null,
    inbox: null,
    clock: systemClock,
    page,
    schemas: eagerSchemas,
    baseUrl,
    headers,
    createTransport:
      options.transport ??
      ((listener) => openSocketTransport(listener, { schemas: eagerSchemas, baseUrl, token })),
    openDevice: () => new Device(storage.texts, systemClock, randomId),
    openStorage: () => storage.intents,
    locks: () => null,
  });
}

/** A token for `createClient`. Rejects with UNAUTHENTICATED for a wrong name or password, RATE_LIMITED after many. */
export async function signIn(baseUrl: string, credentials: Credentials): Promise<string> {
  const ask = createRequest({ schemas: eagerSchemas, baseUrl });
  const { token } = await ask(tokenCheck, "/api/auth/token", { method: "POST", body: credentials });
  return token;
}

export function memoryStorage(): ClientStorage {
  const texts = new Map<string, string>();
  return {
    intents: memoryIntentStorage(),
    texts: {
      getItem: (key) => texts.get(key) ?? null,
      setItem: (key, text) => {
        texts.set(key, text);
      },
    },
  };
}
