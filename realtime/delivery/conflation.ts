// Events that carry a number are state. For a slow connection only the latest of each content is kept,
// outside its queue, and sent once it has caught up. So a slow reader costs the same however long it is slow.
// Nothing is held for others.
import type { Clock } from "../clock";
import { readUnsent } from "../connection/frames";
import type { GatewaySocket } from "../gateway-socket";

/** One event, as it would be sent to one socket. */
export interface CountEvent {
  /** A later event of the same key takes its place. */
  key: string;
  contentId: string;
  /** It is for those who are in one of these. */
  rooms: string[];
  sendTo(socket: GatewaySocket): void;
}

export interface Conflation {
  /** True when the connection is behind and the event is kept for it instead of being sent. */
  keepIfBehind(socket: GatewaySocket, event: CountEvent): boolean;
  /** A content is gone, and so is what was kept of it. */
  forget(contentId: string): void;
  close(): void;
  /** Sockets something is kept for. */
  readonly heldCount: number;
}

/** What a reader that keeps pace may have in its queue: polling ones between two polls. */
const QUEUED_MAX = 50;
const CATCH_UP_MS = 100;

/** No connection is slow. `canSee` is asked again at sending. */
export function createConflation(deps: {
  clock: Clock;
  canSee: (userId: string, contentId: string) => Promise<boolean>;
  onFailure: (error: unknown) => void;
}): Conflation {
  const held = new Map<GatewaySocket, Map<string, CountEvent>>();
  let callOff: (() => void) | null = null;
  let isClosed = false;

  function watch() {
    if (!isClosed) callOff ??= deps.clock.after(CATCH_UP_MS, () => void resync());
  }

  async function resync(): Promise<void> {
    for (const [socket, kept] of held) {
      if (socket.connected && !isSlow(socket)) await sendKept(socket, kept);
      if (!socket.connected || kept.size === 0) held.delete(socket);
    }
    callOff = null;
    if (held.size > 0) watch();
  }

  async function sendKept(socket: GatewaySocket, kept: Map<string, CountEvent>): Promise<void> {
    for (const [key, { contentId }] of kept) {
      let isAllowed: boolean;
      try {
        isAllowed = await deps.canSee(socket.data.userId, contentId);
      } catch (error) {
        return deps.onFailure(error);
      }
      // Asking took time: the event may be a later one, or gone, and the connection behind again.
      const event = kept.get(key);
      if (!event) continue;
      if (!socket.connected || isSlow(socket)) return;
      kept.delete(key);
      if (isAllowed && event.rooms.some((room) => socket.rooms.has(room))) event.sendTo(socket);
    }
  }

  return {
    keepIfBehind(socket, event) {
      const kept = held.get(socket);
      // Also when it has just caught up: what is kept must not be overtaken by what follows it.
      if (kept) kept.set(event.key, event);
      else if (isSlow(socket)) held.set(socket, new Map([[event.key, event]]));
      else return false;
      watch();
      return true;
    },
    forget(contentId) {
      for (const kept of held.values()) {
        for (const [key, event] of kept) if (event.contentId === contentId) kept.delete(key);
      }
    },
    close() {
      isClosed = true;
      callOff?.();
      held.clear();
    },
    get heldCount() {
      return held.size;
    },
  };
}

/** The system took no more of its bytes, or its queue is longer than a poll explains. */
function isSlow(socket: GatewaySocket): boolean {
  const { bytes, packets } = readUnsent(socket);
  return bytes > 0 || packets > QUEUED_MAX;
}
