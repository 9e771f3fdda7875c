// Who is connected and who watches what, in this process. It mirrors the rooms of Socket.IO in the
// publisher's terms: distinct people. Every entry is removed with its last socket.
import type { ContentType } from "@/protocol/ids";

export interface WatchedContent {
  contentId: string;
  contentType: ContentType;
  /** Person → how many of their sockets watch it. */
  readonly viewers: Map<string, number>;
  /** The highest version its viewers were sent. */
  version: number;
}

export interface Audience {
  addSocket(userId: string): void;
  removeSocket(userId: string): void;
  isConnected(userId: string): boolean;
  /** Everybody connected. */
  listPeople(): string[];
  /** True when the person was not watching it before. */
  addViewer(content: { contentId: string; contentType: ContentType }, userId: string): boolean;
  /** True when the person watches it no more. */
  removeViewer(contentId: string, userId: string): boolean;
  findWatched(contentId: string): WatchedContent | undefined;
  listWatched(): WatchedContent[];
  /** Raises the version that the viewers were sent. */
  noteVersion(contentId: string, version: number): void;
  /** Rises whenever somebody comes who was not here. */
  readonly arrivals: number;
  readonly peopleCount: number;
  readonly roomCount: number;
  /** People watching, once for each content they watch. */
  readonly viewerCount: number;
}

/** Makes an empty audience. */
export function createAudience(): Audience {
  const people = new Map<string, number>();
  const watched = new Map<string, WatchedContent>();
  let arrivals = 0;
  let viewerCount = 0;

  return {
    addSocket(userId) {
      if (!people.has(userId)) arrivals++;
      people.set(userId, (people.get(userId) ?? 0) + 1);
    },
    removeSocket(userId) {
      const left = (people.get(userId) ?? 0) - 1;
      if (left > 0) people.set(userId, left);
      else people.delete(userId);
    },
    isConnected: (userId) => people.has(userId),
    listPeople: () => [...people.keys()],
    addViewer({ contentId, contentType }, userId) {
      let content = watched.get(contentId);
      if (!content) {
        content = { contentId, contentType, viewers: new Map(), version: 0 };
        watched.set(contentId, content);
      }
      const sockets = content.viewers.get(userId) ?? 0;
      content.viewers.set(userId, sockets + 1);
      if (sockets === 0) viewerCount++;
      return sockets === 0;
    },
    removeViewer(contentId, userId) {
      const content = watched.get(contentId);
      const sockets = content?.viewers.get(userId);
      if (!content || !sockets) return false;
      if (sockets > 1) {
        content.viewers.set(userId, sockets - 1);
        return false;
      }
      content.viewers.delete(userId);
      viewerCount--;
      if (content.viewers.size === 0) watched.delete(contentId);
      return true;
    },
    findWatched: (contentId) => watched.get(contentId),
    listWatched: () => [...watched.values()],
    noteVersion(contentId, version) {
      const content = watched.get(contentId);
      if (content && version > content.version) content.version = version;
    },
    get arrivals() {
      return arrivals;
    },
    get peopleCount() {
      return people.size;
    },
    get roomCount() {
      return watched.size;
    },
    get viewerCount() {
      return viewerCount;
    },
  };
}
