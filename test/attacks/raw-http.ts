// One HTTP request written by hand on a connection of its own, since clients neither send every header nor every path.
import { once } from "node:events";
import net from "node:net";

export interface RawAnswer {
  status: number;
  /** In lower case. */
  headers: string;
  text: string;
}

/** Sends it and reads until the answer is whole or the connection ends. */
export async function sayRaw(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  body = "",
): Promise<RawAnswer> {
  const socket = net.connect({ port, host: "127.0.0.1" });
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    ...(headers.Upgrade ? [] : ["Connection: close"]),
    ...Object.entries(headers).map((pair) => pair.join(": ")),
    ...(body === "" ? [] : [`Content-Length: ${body.length}`]),
    ...(headers.Upgrade
      ? ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="]
      : []),
  ];
  let received = "";
  socket.on("data", (data) => {
    received += String(data);
  });
  socket.on("error", () => undefined);
  socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`);
  await once(socket, "close");
  const [head = "", text = ""] = received.split("\r\n\r\n");
  return { status: Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1]), headers: head.toLowerCase(), text };
}
