// A transport flushed by the test: requests wait until the test answers, events arrive when the test says so.
import { assert } from "vitest";
import type { ErrorView } from "@/protocol/errors";
import { HeartwireError } from "@/protocol/errors";
import type {
  CreateTransport,
  RequestAnswers,
  RequestName,
  ServerEventName,
  Transport,
  TransportListener,
} from "../connection/transport";
import { fromView, unreachable } from "../errors";

export interface Asked<Name extends RequestName = RequestName> {
  name: Name;
  payload: unknown;
  answer(data: RequestAnswers[Name]): void;
  refuse(error: Partial<ErrorView> & Pick<ErrorView, "code">): void;
  /** No answer within the time limit. */
  timeOut(): void;
}

export class ManualTransport {
  listener: TransportListener | null = null;
  openCount = 0;
  closeCount = 0;
  isOpen = false;
  isOpening = false;
  asked: Asked[] = [];

  readonly make: CreateTransport = (listener) => {
    this.listener = listener;
    const hand = this;
    const transport: Transport = {
      get isOpen() {
        return hand.isOpen;
      },
      open() {
        hand.openCount += 1;
        hand.isOpening = true;
      },
      close() {
        hand.closeCount += 1;
        hand.#breakOff();
      },
      ask: (name, payload) => hand.#ask(name, payload),
    };
    return transport;
  };

  /** The server takes the socket. */
  accept(): void {
    this.isOpening = false;
    this.isOpen = true;
    this.listener?.opened();
  }

  refuse(error: ErrorView | null = null): void {
    this.isOpening = false;
    this.listener?.refused(error);
  }

  /** The connection is lost; requests without an answer fail with an unknown outcome. */
  cut(): void {
    this.#breakOff();
    this.listener?.closed();
  }

  deliver(name: ServerEventName, payload: unknown): void {
    this.listener?.received(name, payload);
  }

  /** Takes the oldest unanswered request of this name. */
  take<Name extends RequestName>(name: Name): Asked<Name> {
    const index = this.asked.findIndex((each) => each.name === name);
    const [found] = index < 0 ? [] : this.asked.splice(index, 1);
    assert(found, `nothing asked "${name}"; asked: ${this.names().join(", ")}`);
    return found as Asked<Name>;
  }

  names(): string[] {
    return this.asked.map((each) => each.name);
  }

  #ask<Name extends RequestName>(name: Name, payload: unknown): Promise<RequestAnswers[Name]> {
    if (!this.isOpen) return Promise.reject(unreachable());
    return new Promise((resolve, reject) => {
      this.asked.push({
        name,
        payload,
        answer: (data) => resolve(data as RequestAnswers[Name]),
        refuse: (error) =>
          reject(
            fromView({
              message: error.code,
              retryable: new Set(["RATE_LIMITED", "INTERNAL", "UNAVAILABLE", "TIMEOUT"]).has(
                error.code,
              ),
              errorId: "test",
              ...error,
            }),
          ),
        timeOut: () => reject(new HeartwireError("TIMEOUT", "no answer")),
      } as Asked);
    });
  }

  #breakOff(): void {
    this.isOpen = false;
    this.isOpening = false;
    for (const each of this.asked.splice(0)) each.refuse({ code: "UNAVAILABLE" });
  }
}
