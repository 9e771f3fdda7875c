// Chooses between two readings of one list or person: the server-rendered one, or the one in the query cache.
// A rendering that was not shown yet was just read, so it wins. One that comes again, by back and forward, is
// old.
import type { QueryClient, QueryKey } from "@tanstack/react-query";

const seen = new WeakSet<object>();

/**
 * True when what is shown is this rendering; false when something kept is, of whatever age. `page` is the object
 * the server's page brought along, the same one when it is gone back to. `beats` is asked when both are there; a
 * reading that is known to be out of date loses without a question.
 */
export function takeRendered<Data>(
  queryClient: QueryClient,
  queryKey: QueryKey,
  page: object,
  data: Data,
  beats?: (kept: Data) => boolean,
): boolean {
  const isNews = !seen.has(page);
  seen.add(page);
  const kept = queryClient.getQueryState<Data>(queryKey);
  if (kept?.data === undefined) return true;
  if (!isNews || !(kept.isInvalidated || (beats?.(kept.data) ?? true))) return false;
  queryClient.setQueryData<Data>(queryKey, data);
  return true;
}
