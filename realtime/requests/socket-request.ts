// One kind of socket request, bound by its name to the contract. Payload and answer are those of
// ClientToServerEvents, so a handler cannot drift from it.
import type { z } from "zod";
import type { ClientToServerEvents } from "@/protocol/events";
import type { Ack } from "@/protocol/events/ack";
import { createRequestHandler, type RequestHandler } from "../connection/request-dispatch";
import type { GatewaySocket } from "../gateway-socket";

export type RequestName = keyof ClientToServerEvents;
type RequestPayload<Name extends RequestName> = Parameters<ClientToServerEvents[Name]>[0];
type AckOf<Name extends RequestName> = Parameters<Parameters<ClientToServerEvents[Name]>[1]>[0];
type RequestAnswer<Name extends RequestName> = AckOf<Name> extends Ack<infer Data> ? Data : never;

/** Handlers by the name of their request. */
export type SocketRequests<Name extends RequestName = RequestName> = Record<Name, RequestHandler>;

/** Handles one request: its payload is parsed first, and what the handler throws becomes the typed error. */
export function socketRequest<Name extends RequestName>(
  name: Name,
  schema: z.ZodType<RequestPayload<Name>>,
  handle: (socket: GatewaySocket, payload: RequestPayload<Name>) => Promise<RequestAnswer<Name>>,
): SocketRequests<Name> {
  return { [name]: createRequestHandler(schema, handle) } as SocketRequests<Name>;
}
