// A textbook stack without Next and without sessions, which favours it. Every like is a request, an
// interactive transaction and an event to the room. Reads PORT and DATABASE_URL.
import { createServer, type IncomingMessage } from "node:http";
import { PrismaPg } from "@prisma/adapter-pg";
import { Server } from "socket.io";
import { PrismaClient } from "@/generated/prisma/client";
import { likeByTheBook } from "../write-path/textbook";

const prisma = new PrismaClient({
  adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL ?? "" }),
});
const server = createServer(async (request, response) => {
  const { contentId, userId } = await readJson(request);
  const likeCount = await likeByTheBook(prisma, contentId, userId);
  io.to(contentId).emit("post:liked", { contentId, userId, likeCount });
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify({ liked: true, likeCount }));
});
const io = new Server(server, { transports: ["websocket"] });
io.on("connection", (socket) => {
  socket.on("join", async (contentId: string, answer: () => void) => {
    await socket.join(contentId);
    answer();
  });
});
server.listen(Number(process.env.PORT), "127.0.0.1");

async function readJson(request: IncomingMessage): Promise<{ contentId: string; userId: string }> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString());
}
