// Where a link may lead after signing in: a path of this site, never another host.

/** One leading slash and nothing that a browser reads as another host; everything else leads home. */
export function localPath(path: unknown): string {
  return typeof path === "string" && /^\/(?![/\\])/.test(path) ? path : "/";
}
