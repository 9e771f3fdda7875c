// Where the socket is, apart from what is said over it: a page knows the path without the schemas.

export const SOCKET_PATH = "/socket.io";
