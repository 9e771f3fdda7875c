// The socket behind a door that opens late: its code is fetched when the line first wants it, so that a
// page is drawn and answers presses before; the schemas come beside it, since nothing may be told that
// cannot be checked. A fetch that fails is an opening that nothing answered: the
// line tries again as it would with a server that is away.
import { unreachable } from "../errors";
import { loadSchemas } from "../http/lazy-schemas";
import type { openSocketTransport } from "./socket-transport";
import type { Transport, TransportListener } from "./transport";

type SocketCode = { openSocketTransport: typeof openSocketTransport };

/** Both at once, and the schemas as the one script that answers over HTTP wait for as well. */
async function fetchSocket(): Promise<SocketCode> {
  const [code] = await Promise.all([import("./socket-transport"), loadSchemas()]);
  return code;
}

/** `fetchCode` is asked anew until it has once succeeded. */
export function openLazyTransport(
  listener: TransportListener,
  fetchCode: () => Promise<SocketCode> = fetchSocket,
): Transport {
  let transport: Transport | null = null;
  /** Counts openings and closings, so that code arriving for an earlier one opens nothing. */
  let wish = 0;

  async function fetchAndOpen(wished: number): Promise<void> {
    try {
      const code = await fetchCode();
      if (wished !== wish) return;
      transport = code.openSocketTransport(listener);
    } catch {
      if (wished === wish) listener.refused(null);
      return;
    }
    transport.open();
  }

  return {
    get isOpen() {
      return transport?.isOpen ?? false;
    },
    open() {
      wish += 1;
      if (transport) transport.open();
      else void fetchAndOpen(wish);
    },
    close() {
      wish += 1;
      transport?.close();
    },
    ask: (name, payload) => transport?.ask(name, payload) ?? Promise.reject(unreachable()),
  };
}
