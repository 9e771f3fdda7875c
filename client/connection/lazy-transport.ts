// The socket behind a door that opens late: its code is fetched when the line first wants it, so that a
// page is drawn and answers presses before; the schemas come beside it, since nothing may be told that
// cannot be checked. A fetch that fails is an opening that nothing answered: the
// line tries again as it would with a server that is away.
import { unreachable } from "../errors";
import { loadSchemas } from "../http/lazy-schemas";
import type { openSocketLink } from "./socket-transport";
import type { Link, LinkListener } from "./transport";

type SocketCode = { openSocketLink: typeof openSocketLink };

/** Both at once, and the schemas as the one script that answers over HTTP wait for as well. */
async function fetchSocket(): Promise<SocketCode> {
  const [code] = await Promise.all([import("./socket-transport"), loadSchemas()]);
  return code;
}

/** `fetchCode` is asked anew until it has once succeeded. */
export function openLateLink(
  listener: LinkListener,
  fetchCode: () => Promise<SocketCode> = fetchSocket,
): Link {
  let link: Link | null = null;
  /** Counts openings and closings, so that code arriving for an earlier one opens nothing. */
  let wish = 0;

  async function fetchAndOpen(wished: number): Promise<void> {
    try {
      const code = await fetchCode();
      if (wished !== wish) return;
      link = code.openSocketLink(listener);
    } catch {
      if (wished === wish) listener.refused(null);
      return;
    }
    link.open();
  }

  return {
    get isOpen() {
      return link?.isOpen ?? false;
    },
    open() {
      wish += 1;
      if (link) link.open();
      else void fetchAndOpen(wish);
    },
    close() {
      wish += 1;
      link?.close();
    },
    ask: (name, payload) => link?.ask(name, payload) ?? Promise.reject(unreachable()),
  };
}
