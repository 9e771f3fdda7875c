// A transport that delivers late, twice and out of order, as several servers, proxies and polls together do.
// Answers to requests are left alone.
import type { TransportListener } from "@/client/connection/transport";
import type { ViewerOptions } from "./viewers";

export interface Unruliness {
  delayMaxMs: number;
  /** How many of all events come twice. */
  doubleRate: number;
  random: () => number;
}

/** Wraps the socket of a client. */
export function unrulyTransport(
  unruly: Unruliness,
): NonNullable<ViewerOptions["throughTransport"]> {
  return (listener, open) => {
    const later = (deliver: () => void) => {
      setTimeout(deliver, unruly.random() * unruly.delayMaxMs).unref();
    };
    const received: TransportListener["received"] = (name, payload) => {
      // The end of a session and the greeting belong to one connection, not to its events.
      if (name.startsWith("session:")) return listener.received(name, payload);
      later(() => listener.received(name, payload));
      if (unruly.random() < unruly.doubleRate) later(() => listener.received(name, payload));
    };
    return open({
      received,
      opened: () => listener.opened(),
      closed: () => listener.closed(),
      refused: (error) => listener.refused(error),
    });
  };
}
