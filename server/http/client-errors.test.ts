// Bytes that never become a request, sent to the whole server: each gets a problem and an end at once, and
// nobody else notices.
import { once } from "node:events";
import { connect } from "node:net";
import { beforeEach, expect, test } from "vitest";
import { problemSchema } from "@/protocol/error-views";
import { captureLog } from "@/test/captured-log";
import { sharedStack } from "@/test/servers/server-fixture";

const captured = captureLog();
const stack = sharedStack({ log: captured.log });
beforeEach(() => void captured.take());

/** Says it and answers all that came back until the connection ended. */
async function say(...said: (string | Buffer)[]): Promise<string> {
  const socket = connect(Number(new URL(stack().url).port), "127.0.0.1");
  let received = "";
  socket.on("data", (data) => {
    received += String(data);
  });
  socket.on("error", () => undefined);
  for (const each of said) socket.write(each);
  await once(socket, "close");
  return received;
}

function readAnswer(received: string) {
  const [head = "", body = ""] = received.split("\r\n\r\n");
  expect(head).toContain("Content-Type: application/problem+json");
  expect(head).toContain("Connection: close");
  const problem = problemSchema.parse(JSON.parse(body));
  expect(head.slice(0, 12)).toBe(`HTTP/1.1 ${problem.status}`);
  return problem;
}

const HOST = "Host: x\r\n";
const UPGRADE =
  "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n";
const WEB_SOCKET =
  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";

const CASES: [what: string, said: string | Buffer, code: string, status: number][] = [
  ["words", "nonsense\r\n\r\n", "BAD_REQUEST", 400],
  ["bytes", Buffer.from([0xff, 0xfe, 0, 1]), "BAD_REQUEST", 400],
  ["the beginning of TLS", Buffer.from([0x16, 0x03, 0x01, 0x02, 0]), "BAD_REQUEST", 400],
  ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "BAD_REQUEST", 400],
  ["no method of HTTP", `LIKE / HTTP/1.1\r\n${HOST}\r\n`, "BAD_REQUEST", 400],
  ["a header with NUL", `GET / HTTP/1.1\r\n${HOST}X: a\0b\r\n\r\n`, "BAD_REQUEST", 400],
  [
    "two lengths",
    `POST / HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`,
    "BAD_REQUEST",
    400,
  ],
  [
    "20 KB of headers",
    `GET / HTTP/1.1\r\n${HOST}X: ${"x".repeat(20_000)}\r\n\r\n`,
    "TOO_LARGE",
    431,
  ],
  ["an upgrade to HTTP/2", `GET /api/feed HTTP/1.1\r\n${HOST}${UPGRADE}\r\n`, "BAD_REQUEST", 400],
  [
    "an upgrade with a body",
    `POST /api/sync HTTP/1.1\r\n${HOST}${UPGRADE}Content-Length: 2\r\n\r\n{}`,
    "BAD_REQUEST",
    400,
  ],
  [
    "a WebSocket elsewhere",
    `GET /api/feed HTTP/1.1\r\n${HOST}${WEB_SOCKET}\r\n`,
    "BAD_REQUEST",
    400,
  ],
  ["a tunnel", `CONNECT example.org:443 HTTP/1.1\r\n${HOST}\r\n`, "METHOD_NOT_ALLOWED", 405],
];

test.each(CASES)(
  "[S65] what is no request is answered by a problem at once: %s",
  async (_, said, code, status) => {
    const problem = readAnswer(await say(said));
    // The caller ends nothing itself: at ten seconds it would be a 408 instead.
    expect(problem).toMatchObject({ code, status });
    const lines = captured.take().map((line) => JSON.parse(line));
    expect(lines).toEqual([
      {
        level: 30,
        time: expect.any(Number),
        msg: "a request was refused",
        code,
        errorId: problem.errorId,
      },
    ]);
    expect((await stack().request("GET", "/healthz")).status).toBe(200);
  },
);

test("[S65] a body that breaks off its chunks is BAD_REQUEST, to the caller and in the log", async () => {
  const said = `POST /api/posts HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`;
  expect(readAnswer(await say(said))).toMatchObject({ code: "BAD_REQUEST", status: 400 });
  // One of the connection, one of the route that was reading it.
  const codes: string[] = [];
  await expect
    .poll(() => {
      codes.push(...captured.take().map((line) => JSON.parse(line).code));
      return codes;
    })
    .toEqual(["BAD_REQUEST", "BAD_REQUEST"]);
});

test("[S65] a caller that goes in the middle of a request leaves no line", async () => {
  const socket = connect(Number(new URL(stack().url).port), "127.0.0.1");
  socket.on("error", () => undefined);
  socket.end(`GET /api/feed HTTP/1.1\r\n${HOST}X-Hal`);
  socket.resume();
  await once(socket, "close");
  expect((await stack().request("GET", "/healthz")).status).toBe(200);
  expect(captured.take()).toEqual([]);
});
