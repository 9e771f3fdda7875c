// Socket.IO's client, apart from what uses it: in a page, next.config.mjs has it bundled with no transport but
// WebSocket.
import { io } from "socket.io-client";

export const openSocket = io;
