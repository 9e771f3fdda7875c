// Serves built files and the public folder with conditions and ranges (RFC 9110), scripts and styles packed
// with Brotli by the build. A missing file is left to Next.
import { existsSync, readdirSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import send from "send";
import { HeartwireError } from "@/protocol/errors";
import { sendProblem } from "./problem";

const BUILT = "/_next/static/";
const FOR_GOOD_MS = 31_536_000_000;
const TYPES: Record<string, string> = {
  ".js": "application/javascript; charset=UTF-8",
  ".css": "text/css; charset=UTF-8",
};

/** Answers the request and says true, or leaves it untouched and says false. */
export type StaticAssets = (request: IncomingMessage, response: ServerResponse) => boolean;

interface Asset {
  root: string;
  file: string;
  isBuilt: boolean;
  /** A packed file exists beside it. */
  isPacked: boolean;
}

/** Both folders are read once: a build's files never change. */
export function createStaticAssets(folders: { built: string; public: string }): StaticAssets {
  const assets = new Map([
    ...listAssets(folders.public, "/", false),
    ...listAssets(folders.built, BUILT, true),
  ]);
  return (request, response) => {
    const asset = assets.get((request.url ?? "").split("?")[0] ?? "");
    if (!asset || (request.method !== "GET" && request.method !== "HEAD")) return false;
    if (isBetterByNext(asset, request)) return false;
    sendAsset(asset, request, response);
    return true;
  };
}

/** Which packs with gzip for the few that do not take Brotli, and answers no condition or range right. */
function isBetterByNext({ isPacked }: Asset, request: IncomingMessage): boolean {
  const { range, "if-match": match, "if-unmodified-since": unmodified } = request.headers;
  if (!isPacked || takesBrotli(request)) return false;
  return range === undefined && match === undefined && unmodified === undefined;
}

function listAssets(root: string, prefix: string, isBuilt: boolean): [string, Asset][] {
  if (!existsSync(root)) return [];
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
  const known = new Set(files);
  return files
    .filter((file) => !file.endsWith(".br"))
    .map((file) => {
      const url = prefix + file.split(path.sep).map(encodeURIComponent).join("/");
      return [url, { root, file, isBuilt, isPacked: known.has(`${file}.br`) }];
    });
}

function sendAsset(asset: Asset, request: IncomingMessage, response: ServerResponse): void {
  const usesPacked = asset.isPacked && takesBrotli(request);
  const file = usesPacked ? `${asset.file}.br` : asset.file;
  send(request, `/${encodeURI(file)}`, {
    root: asset.root,
    dotfiles: "allow",
    index: false,
    maxAge: asset.isBuilt ? FOR_GOOD_MS : 0,
    immutable: asset.isBuilt,
  })
    .on("headers", () => {
      const type = TYPES[path.extname(asset.file)];
      if (type) response.setHeader("Content-Type", type);
      if (asset.isPacked) response.setHeader("Vary", "Accept-Encoding");
      if (usesPacked) response.setHeader("Content-Encoding", "br");
    })
    .on("error", (error: Error & { status?: number; headers?: Record<string, string> }) => {
      refuse(request, response, error);
    })
    .pipe(response);
}

/**
 * A file that was there at the start may be gone, once the app is built again beneath the server. The wire
 * contract has no code of its own for the two others; the status says which it is.
 */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  error: Error & { status?: number; headers?: Record<string, string> },
): void {
  const refusal = refusalOf(error.status);
  for (const [name, value] of Object.entries(error.headers ?? {})) response.setHeader(name, value);
  sendProblem(request, response, refusal ?? error, refusal ? error.status : undefined);
}

function refusalOf(status: number | undefined): HeartwireError | null {
  if (status === 404) return new HeartwireError("NOT_FOUND", "There is no such file.");
  if (status === 412) return new HeartwireError("BAD_REQUEST", "The file is not the one you have.");
  if (status === 416) return new HeartwireError("BAD_REQUEST", "The file has no such range.");
  return null;
}

function takesBrotli({ headers }: IncomingMessage): boolean {
  const accepted = String(headers["accept-encoding"] ?? "");
  return headers.range === undefined && /(^|,)\s*br\s*(,|$)/.test(accepted);
}
