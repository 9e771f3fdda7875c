// A socket that tells late, twice and out of order, as no single connection does but several servers, proxies
// and polls together do. Answers to questions are left alone.
import type { LinkListener } from "@/client/connection/transport";
import type { ViewerOptions } from "./viewers";

export interface Unruliness {
  delayMaxMs: number;
  /** How many of all events come twice. */
  doubleRate: number;
  random: () => number;
}

/** Stands between a client and its socket. */
export function unrulyLink(unruly: Unruliness): NonNullable<ViewerOptions["throughLink"]> {
  return (listener, open) => {
    const later = (tell: () => void) => {
      setTimeout(tell, unruly.random() * unruly.delayMaxMs).unref();
    };
    const told: LinkListener["told"] = (name, payload) => {
      // The end of a session and the greeting belong to one connection, not to what it tells.
      if (name.startsWith("session:")) return listener.told(name, payload);
      later(() => listener.told(name, payload));
      if (unruly.random() < unruly.doubleRate) later(() => listener.told(name, payload));
    };
    return open({
      told,
      opened: () => listener.opened(),
      closed: () => listener.closed(),
      refused: (error) => listener.refused(error),
    });
  };
}
