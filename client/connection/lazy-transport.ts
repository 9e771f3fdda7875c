// Fetches the socket's code when the connection first opens, so that a page renders and answers first. The
// schemas come with it: nothing may be received that cannot be checked. A failed fetch counts as an
// unanswered opening, and the connection tries again.
import { unreachable } from "../errors";
import type { SchemaSource } from "../http/lazy-schemas";
import type { openSocketTransport } from "./socket-transport";
import type { Transport, TransportListener } from "./transport";

type SocketCode = { openSocketTransport: typeof openSocketTransport };

/** Both at once, and the schemas as the one script that answers over HTTP wait for as well. */
async function fetchSocket(schemas: SchemaSource): Promise<SocketCode> {
  const [code] = await Promise.all([import("./socket-transport"), schemas.load()]);
  return code;
}

/** The code is absent, on its way for one opening, or here with the socket it made. */
type LazyState = { name: "absent" } | { name: "fetching" } | { name: "here"; transport: Transport };

const ABSENT: LazyState = { name: "absent" };

/** `fetchCode` is asked at every opening until it has once succeeded. */
export function openLazyTransport(
  listener: TransportListener,
  schemas: SchemaSource,
  fetchCode: () => Promise<SocketCode> = () => fetchSocket(schemas),
): Transport {
  let state: LazyState = ABSENT;

  async function fetchAndOpen(): Promise<void> {
    // Each fetch is an object of its own, so that code arriving for an earlier one opens nothing.
    const fetching: LazyState = { name: "fetching" };
    state = fetching;
    let transport: Transport;
    try {
      const code = await fetchCode();
      if (state !== fetching) return;
      transport = code.openSocketTransport(listener, { schemas });
    } catch {
      if (state !== fetching) return;
      state = ABSENT;
      listener.refused(null);
      return;
    }
    state = { name: "here", transport };
    transport.open();
  }

  return {
    get isOpen() {
      return state.name === "here" && state.transport.isOpen;
    },
    open() {
      if (state.name === "here") state.transport.open();
      else void fetchAndOpen();
    },
    close() {
      if (state.name === "here") state.transport.close();
      else state = ABSENT;
    },
    ask: (name, payload) =>
      state.name === "here" ? state.transport.ask(name, payload) : Promise.reject(unreachable()),
  };
}
