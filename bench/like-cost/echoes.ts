// Two servers that only answer a like: plain Socket.IO with an ack and one event of the liker's own, and a
// bare WebSocket with the same two messages. The cost of a like above them is ours.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { WebSocketServer } from "ws";

const ID = "0190a000-0000-7000-8000-000000000000";
const COUNTS = { likeCount: 1_234, commentCount: 12, repostCount: 3, version: 1_234 };
const CONTENT = { contentId: ID, contentType: "post", ...COUNTS };
const ANSWER = { ok: true, data: { ...CONTENT, liked: true, reposted: false } };
const EVENT = {
  ...CONTENT,
  eventId: ID,
  postId: ID,
  userId: ID,
  username: "ada_lovelace",
  displayName: "Ada Lovelace",
  avatarUrl: null,
  isLiked: true,
  totalLikes: 1_234,
  occurredAt: "2026-01-01T00:00:00.000Z",
};

/** Both on ports of their own; they last as long as the process. */
export async function startEchoes(): Promise<{ echoPort: number; bareEchoPort: number }> {
  return { echoPort: await startSocketIo(), bareEchoPort: await startBare() };
}

function startSocketIo(): Promise<number> {
  const httpServer = createServer();
  const io = new Server(httpServer, {
    serveClient: false,
    transports: ["websocket"],
    perMessageDeflate: false,
  });
  io.on("connection", (socket) => {
    socket.on("like:set", (_like, acknowledge) => {
      acknowledge(ANSWER);
      socket.emit("like:created", EVENT);
    });
  });
  return listen(httpServer);
}

function startBare(): Promise<number> {
  const httpServer = createServer();
  const webSockets = new WebSocketServer({ server: httpServer, perMessageDeflate: false });
  webSockets.on("connection", (webSocket) => {
    webSocket.on("message", (data) => {
      const text = data.toString();
      const [, like] = JSON.parse(text.slice(text.indexOf("["))) as [string, unknown];
      if (!like) return;
      webSocket.send(`43${Number.parseInt(text.slice(2), 10)}${JSON.stringify([ANSWER])}`);
      webSocket.send(`42${JSON.stringify(["like:created", EVENT])}`);
    });
  });
  return listen(httpServer);
}

async function listen(httpServer: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => httpServer.listen(0, "127.0.0.1", resolve));
  return (httpServer.address() as AddressInfo).port;
}
