// Joining and leaving the rooms of contents. A socket is let in only where HTTP would show the content. It is
// in the room before the state is read, so no change falls between, and leaves no trace when it goes.
import type { Engine } from "@/engine/engine";
import { ROOMS_PER_SOCKET_MAX } from "@/protocol/bounds";
import { HeartwireError } from "@/protocol/errors";
import type { JoinAnswer } from "@/protocol/events/room-events";
import type { ContentRef } from "@/protocol/ids";
import { contentRoom } from "@/protocol/rooms";
import type { JoinPayload, LeavePayload } from "@/protocol/socket-requests";
import type { Audience } from "../audience";
import type { GatewaySocket } from "../gateway-socket";
import type { ViewerCounts } from "./viewer-counts";

/** Of one socket. */
const JOINS = { points: 60, durationS: 60 };
/** Of one person over all their sockets, also those that have gone. */
const JOINS_OF_PERSON = { points: 180, durationS: 60 };

export interface ContentRooms {
  join(socket: GatewaySocket, payload: JoinPayload): Promise<JoinAnswer>;
  leave(socket: GatewaySocket, payload: LeavePayload): Promise<Record<never, never>>;
  /** The socket is going: out of everything it watched. */
  leaveAll(socket: GatewaySocket): void;
}

/** Makes an empty set of rooms. */
export function createContentRooms(deps: {
  engine: Engine;
  audience: Audience;
  viewerCounts: ViewerCounts;
}): ContentRooms {
  const { engine, audience, viewerCounts } = deps;
  const tooMany = "Too many joins. Wait a moment.";
  const joins = engine.limits.makeLimit("joins", JOINS, tooMany);
  const joinsOfPerson = engine.limits.makeLimit("joins-of-person", JOINS_OF_PERSON, tooMany);
  const roomsMax = Math.max(1, Math.round(ROOMS_PER_SOCKET_MAX * engine.config.limitScale));

  function enter(socket: GatewaySocket, content: ContentRef) {
    const room = contentRoom(content.contentType, content.contentId);
    if (socket.rooms.has(room)) return;
    void socket.join(room);
    if (audience.addViewer(content, socket.data.userId))
      viewerCounts.noteChanged(content.contentId);
  }

  function exit(socket: GatewaySocket, content: ContentRef) {
    const room = contentRoom(content.contentType, content.contentId);
    if (!socket.rooms.has(room)) return;
    void socket.leave(room);
    if (audience.removeViewer(content.contentId, socket.data.userId)) {
      viewerCounts.noteChanged(content.contentId);
    }
  }

  function refuseTooMany(socket: GatewaySocket, contents: ContentRef[]) {
    const wanted = new Set(watchedRooms(socket));
    for (const content of contents) {
      wanted.add(contentRoom(content.contentType, content.contentId));
    }
    if (wanted.size <= roomsMax) return;
    const words = `A socket watches at most ${roomsMax} contents.`;
    throw new HeartwireError("VALIDATION", words, { fields: { contents: words } });
  }

  return {
    async join(socket, { contents }) {
      await joins.consume(socket.id);
      await joinsOfPerson.consume(socket.data.userId);
      refuseTooMany(socket, contents);
      const { userId } = socket.data;
      const asked = new Map(contents.map((content) => [content.contentId, content]));
      const visible = await engine.visibility.listVisible(userId, [...asked.keys()]);
      const entered = [...asked.values()].filter(({ contentId }) => visible.has(contentId));
      // Other joins of this socket may have come in between.
      refuseTooMany(socket, entered);
      if (!socket.connected) return { epoch: engine.epoch, contents: [], missing: [] };
      for (const content of entered) enter(socket, content);

      const engagements = await engine.likes.readEngagements(
        userId,
        entered.map((content) => content.contentId),
      );
      const answer: JoinAnswer = { epoch: engine.epoch, contents: [], missing: [] };
      const found = new Map(engagements.map((engagement) => [engagement.contentId, engagement]));
      const differing = engagements.filter(
        ({ contentId, version }) => asked.get(contentId)?.version !== version,
      );
      const likersOf = await engine.likes.listRecentLikers(
        userId,
        differing.map((engagement) => engagement.contentId),
      );
      for (const content of asked.values()) {
        const engagement = found.get(content.contentId);
        const watched = audience.findWatched(content.contentId);
        if (!engagement || engagement.contentType !== content.contentType || !watched) {
          exit(socket, content);
          answer.missing.push(content.contentId);
          continue;
        }
        // Anyone who came first, and may be gone, could have named the wrong type.
        watched.contentType = engagement.contentType;
        audience.noteVersion(content.contentId, engagement.version);
        answer.contents.push({
          ...engagement,
          recentLikers: likersOf.get(content.contentId),
          viewerCount: watched.viewers.size,
        });
      }
      return answer;
    },
    async leave(socket, { contents }) {
      for (const content of contents) exit(socket, content);
      return {};
    },
    leaveAll(socket) {
      for (const room of watchedRooms(socket)) {
        const [, contentType, contentId = ""] = room.split(":");
        exit(socket, { contentType: contentType === "video" ? "video" : "post", contentId });
      }
    },
  };
}

function watchedRooms(socket: GatewaySocket): string[] {
  return [...socket.rooms].filter((room) => room.startsWith("content:"));
}
