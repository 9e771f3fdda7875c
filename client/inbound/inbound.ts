// Receives the socket's events: checks each against the protocol, passes it to its one handler, and logs the
// outcome. An event of the wrong form is ignored; nothing here may throw into the socket.
import type { Clock } from "../clock";
import { type MessageLogStore, note } from "../connection/message-log";
import type { ServerEventName } from "../connection/transport";
import type { Applied } from "../engagement/engagement-reducer";
import type { SchemaSource } from "../http/lazy-schemas";
import type { Schemas } from "../http/schemas";

export interface InboundOptions {
  clock: Clock;
  schemas: SchemaSource;
  messageLog: MessageLogStore;
}

type PayloadOf<Name extends ServerEventName> = ReturnType<Schemas["events"][Name]["parse"]>;
/** Undefined is applied. */
type Outcome = Pick<Applied, "verdict" | "reason"> | undefined;
type Receive = (payload: unknown) => Outcome;

const MALFORMED: Outcome = { verdict: "ignored", reason: "not of the agreed form" };
const UNHANDLED: Outcome = { verdict: "ignored", reason: "nothing here takes it" };

export class Inbound {
  readonly #options: InboundOptions;
  readonly #handlers = new Map<ServerEventName, Receive>();

  constructor(options: InboundOptions) {
    this.#options = options;
  }

  /** One handler an event; it may answer what its store made of it. */
  on<Name extends ServerEventName>(
    name: Name,
    handle: (payload: PayloadOf<Name>) => Outcome,
  ): void {
    this.#handlers.set(name, (payload) => {
      const checked = this.#options.schemas.now().events[name].safeParse(payload);
      if (!checked.success) return MALFORMED;
      return handle(checked.data as PayloadOf<Name>);
    });
  }

  receive(name: ServerEventName, payload: unknown): void {
    const receive = this.#handlers.get(name);
    const outcome = receive ? receive(payload) : UNHANDLED;
    note(this.#options.messageLog, entryOf(name, payload, outcome, this.#options.clock.now()));
  }
}

function entryOf(name: ServerEventName, payload: unknown, outcome: Outcome, at: number) {
  const { contentId, version } = (payload ?? {}) as { contentId?: unknown; version?: unknown };
  return {
    at,
    source: name,
    contentId: typeof contentId === "string" ? contentId : null,
    version: typeof version === "number" ? version : null,
    verdict: outcome?.verdict ?? "applied",
    reason: outcome?.reason ?? "",
  } as const;
}
