// The path of the socket, apart from its schemas: a page knows it without them.

export const SOCKET_PATH = "/socket.io";
