// One HTTP connection kept open over many requests, which sends what fetch refuses: any method, header or
// bytes, a body that never ends. For tests alone.
import { Agent, type IncomingHttpHeaders, request } from "node:http";

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** Our end of the connection: the same as long as it could be used again. */
  port: number;
}

export interface HttpRequest {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer | undefined;
  /** Keeps the body open after what was sent; the answer comes all the same. */
  isEndless?: boolean | undefined;
}

export interface HttpConnection {
  ask(asked: HttpRequest): Promise<HttpAnswer>;
  close(): void;
}

const ENDLESS_BYTES = 100;

export function openHttpConnection(baseUrl: string): HttpConnection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  function ask({ method, path, headers = {}, body, isEndless }: HttpRequest): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const isChunked = "Transfer-Encoding" in headers || body === undefined;
      const byteCount = isEndless ? ENDLESS_BYTES : Buffer.byteLength(body ?? "");
      const length = isChunked ? {} : { "Content-Length": String(byteCount) };
      const options = { method, agent, headers: { ...headers, ...length } };
      const asking = request(baseUrl + path, options, (response) => {
        const port = response.socket.localPort ?? 0;
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          if (isEndless) asking.destroy();
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            port,
            text: Buffer.concat(chunks).toString("utf8"),
          });
        });
      });
      asking.on("error", (error: NodeJS.ErrnoException) => {
        // It lay idle for so long that the server let it go at this very moment.
        if (asking.reusedSocket && error.code === "ECONNRESET") {
          resolve(ask({ method, path, headers, body, isEndless }));
        } else reject(error);
      });
      if (isEndless) asking.write(body ?? "");
      else asking.end(body);
    });
  }

  return { ask, close: () => agent.destroy() };
}
