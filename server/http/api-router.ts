// The built server's way from the front door to the API: the very route modules that Next would run, called
// without Next, whose router and wrappers cost several times what a like costs. Development goes through Next,
// where routes change while they run. Paths that Next would rather redirect are left to it.
import { readdirSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { RouteHandler } from "@/server/http/route";

/** Answers whether it took the request. */
export type ApiRouter = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

interface Route {
  /** The path below /api; each parameter is a group. */
  pattern: RegExp;
  params: { name: string; isList: boolean }[];
  handlers: Partial<Record<string, RouteHandler>>;
}

const API_FOLDER = path.join(import.meta.dirname, "../../app/api");
/** A shorter answer is sent as it is. */
const PACKED_FROM_BYTES = 1_024;
const pack = promisify(gzip);

/** Reads every route below app/api once. */
export async function createApiRouter(): Promise<ApiRouter> {
  const routes = await readRoutes();
  return async (request, response) => {
    const [asked = ""] = (request.url ?? "/").split("?");
    if (asked.includes("//") || asked.endsWith("/")) return false;
    const found = findRoute(routes, asked.replace(/^\/api\/v1(?=\/)/, "/api"));
    const handler = found?.route.handlers[methodOf(request)];
    if (!found || !handler) return false;
    const answer = await handler(readRequest(request), {
      params: Promise.resolve(found.params),
    });
    await send(request, response, answer);
    return true;
  };
}

/** In the order Next tries them: fixed segments before named ones, lists of segments last. */
async function readRoutes(): Promise<Route[]> {
  const folders = readdirSync(API_FOLDER, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "route.ts")
    .map((file) => path.dirname(file).split(path.sep).join("/"))
    .sort((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
  return Promise.all(
    folders.map(async (folder) => {
      const pattern = folder
        .replace(/\/?\[\[\.\.\.\w+\]\]/, "(?:/(.*))?")
        .replace(/\[\.\.\.\w+\]/, "(.+)")
        .replace(/\[\w+\]/g, "([^/]+)");
      const file = pathToFileURL(path.join(API_FOLDER, folder, "route.ts"));
      return {
        pattern: new RegExp(`^/api/?${pattern}$`),
        params: [...folder.matchAll(/\[+(\.\.\.)?(\w+)\]+/g)].map(([, dots, name = ""]) => ({
          name,
          isList: dots !== undefined,
        })),
        handlers: await import(file.href),
      };
    }),
  );
}

/** Sorts as text behind everything that is fixed where the other is named. */
function rankOf(folder: string): string {
  return folder
    .replace(/\[\[\.\.\./g, "~~~")
    .replace(/\[\.\.\./g, "~~")
    .replace(/\[/g, "~");
}

function findRoute(routes: Route[], asked: string) {
  for (const route of routes) {
    const match = route.pattern.exec(asked);
    if (!match) continue;
    const params = route.params.map(({ name, isList }, index) => {
      const value = match[index + 1];
      const segments = value?.split("/").map(decodeURIComponent);
      return [name, isList ? segments : segments?.[0]];
    });
    return { route, params: Object.fromEntries(params) };
  }
  return null;
}

/** A question for the head alone is the question for all of it; what is sent back is cut by the server. */
function methodOf(request: IncomingMessage): string {
  return request.method === "HEAD" || !request.method ? "GET" : request.method;
}

function readRequest(request: IncomingMessage): Request {
  const init: RequestInit & { duplex: "half" } = {
    method: methodOf(request),
    headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    body: methodOf(request) === "GET" ? null : (Readable.toWeb(request) as ReadableStream),
    duplex: "half",
  };
  // Who is asked stands in the headers; the address only has to be whole.
  return new Request(`http://localhost${request.url}`, init);
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Response,
): Promise<void> {
  response.statusCode = answer.status;
  response.setHeaders(answer.headers);
  const whole = Buffer.from(await answer.arrayBuffer());
  const bytes = await packFor(request, response, whole);
  response.setHeader("Content-Length", bytes.byteLength);
  response.end(bytes);
}

async function packFor(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
): Promise<Buffer> {
  if (bytes.byteLength < PACKED_FROM_BYTES) return bytes;
  response.setHeader("Vary", "Accept-Encoding");
  const accepted = String(request.headers["accept-encoding"] ?? "");
  if (!/(^|,)\s*gzip\s*(,|$)/.test(accepted)) return bytes;
  response.setHeader("Content-Encoding", "gzip");
  return pack(bytes);
}
