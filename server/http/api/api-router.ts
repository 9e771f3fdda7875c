// Routes requests of the built server straight to the API's route modules, without Next, which costs several
// times a like. In development Next serves them, where routes change while they run. Paths that Next
// redirects are left to it.
import { readdirSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import createRouter from "find-my-way";
import type { RouteHandler } from "@/server/http/api/route";

/** Answers whether it took the request. */
export type ApiRouter = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

interface Route {
  /** The parameter that takes the rest of the path, as a list of segments. */
  listName: string | null;
  handlers: Partial<Record<string, RouteHandler>>;
}

type Routes = ReturnType<typeof createRouter>;

const API_FOLDER = path.join(import.meta.dirname, "../../../app/api");
/** All routes are kept under one method: a path without the asked one is still that path. */
const ANY_METHOD = "GET";
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

/** Tried in the order of Next: fixed segments before named ones, lists of segments last. */
async function readRoutes(): Promise<Routes> {
  const routes = createRouter({ maxParamLength: Number.MAX_SAFE_INTEGER });
  for (const file of readdirSync(API_FOLDER, { recursive: true, encoding: "utf8" })) {
    if (path.basename(file) !== "route.ts") continue;
    const folder = path.dirname(file).split(path.sep).join("/");
    const [, optional, listName = null] = /\[(\[)?\.\.\.(\w+)\]+$/.exec(folder) ?? [];
    const handlers = await import(pathToFileURL(path.join(API_FOLDER, file)).href);
    const route: Route = { listName, handlers };
    const pattern = `/api/${folder}`.replace(/\[+\.\.\.\w+\]+$/, "*").replace(/\[(\w+)\]/g, ":$1");
    routes.on(ANY_METHOD, pattern, () => undefined, route);
    if (optional) routes.on(ANY_METHOD, pattern.replace(/\/\*$/, ""), () => undefined, route);
  }
  return routes;
}

/** The path is matched as it was sent; only its parameters are decoded, a list after it is split. */
function findRoute(routes: Routes, asked: string) {
  const literal = /[%#]/.test(asked) ? asked.replace(/[%#]/g, encodeURIComponent) : asked;
  const found = routes.find(ANY_METHOD, literal);
  if (!found) return null;
  const route: Route = found.store;
  const params: Record<string, string | string[]> = {};
  for (const [name, value = ""] of Object.entries(found.params)) {
    if (name !== "*") params[name] = decode(value);
    else if (route.listName) params[route.listName] = value.split("/").map(decode);
  }
  return { route, params };
}

function decode(segment: string): string {
  return segment.includes("%") ? decodeURIComponent(segment) : segment;
}

/** A HEAD request runs as a GET; the server cuts the body. */
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
  // The host is in the headers; the address only has to be whole.
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
