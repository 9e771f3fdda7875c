// What a page of another origin is told. One that asks the server it came from was opened at an address that
// the server was not set up for: that is the operator's to mend, and the log names the setting once.
import { HeartwireError } from "@/protocol/errors";
import { type HeaderSource, readHeader } from "@/server/caller";
import { getConfig } from "@/server/config";
import { warnOnce } from "@/server/log";

/** The FORBIDDEN error of a request whose Origin is not ours; `words` say what only our pages may do. */
export function foreignPageError(headers: HeaderSource, words: string): HeartwireError {
  const openedAt = readOwnOrigin(headers);
  if (openedAt === null) return new HeartwireError("FORBIDDEN", words);
  const { publicUrl } = getConfig();
  warnOnce(
    { openedAt, publicUrl },
    "a page was opened at another address than this server's and may change nothing: set NEXTAUTH_URL to openedAt, or add it to ALLOWED_ORIGINS",
  );
  return new HeartwireError(
    "FORBIDDEN",
    `This page was opened at ${openedAt}, but its server is set up for ${publicUrl}. Open it there, or have NEXTAUTH_URL set to this address.`,
  );
}

/** The origin of a page that came from this server, by the browser's word or by the host it asks; else null. */
function readOwnOrigin(headers: HeaderSource): string | null {
  const origin = readHeader(headers, "origin") ?? "";
  const url = URL.canParse(origin) ? new URL(origin) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const isOwn =
    readHeader(headers, "sec-fetch-site") === "same-origin" ||
    url.host === readHeader(headers, "host");
  return isOwn ? url.origin : null;
}
