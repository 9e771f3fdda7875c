"use client";
// The one shape of every list that is read page by page. The server-rendered first page is the
// beginning; what React Query holds from before is kept when it is at least as new.
import { type InfiniteData, type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import type { ErrorView } from "@/protocol/errors";
import type { Page } from "@/protocol/views";
import { viewOf } from "./error-view";
import { useHeartwire } from "./heartwire-context";

export interface PagedList<Item> {
  items: Item[];
  loadMore(): void;
  hasMore: boolean;
  isLoadingMore: boolean;
  /** True until the first page is there; false at once with a server-rendered one. */
  isLoading: boolean;
  error: ErrorView | null;
  retry(): void;
}

export type PagedData<Answer> = InfiniteData<Answer, string | null>;

export interface PagedOptions<Item, Answer extends Page<Item>> {
  queryKey: QueryKey;
  read(cursor: string | null, signal: AbortSignal): Promise<Answer>;
  initial?: Answer | undefined;
  idOf(item: Item): string;
}

/** Items appear once each, even when a page moved between two reads. */
export function usePagedList<Item, Answer extends Page<Item>>(
  options: PagedOptions<Item, Answer>,
): PagedList<Item> & { pages: Answer[] } {
  useHeartwire();
  const { initial } = options;
  const query = useInfiniteQuery({
    queryKey: options.queryKey,
    queryFn: ({ pageParam, signal }) => options.read(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Answer) => page.nextCursor,
    ...(initial === undefined ? {} : { initialData: firstPage(initial) }),
  });
  const pages = query.data?.pages ?? [];
  return {
    pages,
    items: distinct(
      pages.flatMap((page) => page.items),
      options.idOf,
    ),
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    isLoading: query.isPending,
    error: query.error ? viewOf(query.error) : null,
    loadMore: () => {
      // Asked again while it is coming, it is the same question.
      if (query.hasNextPage) void query.fetchNextPage({ cancelRefetch: false });
    },
    retry: () => {
      if (query.isFetchNextPageError) void query.fetchNextPage();
      else void query.refetch();
    },
  };
}

export function firstPage<Answer>(page: Answer): PagedData<Answer> {
  return { pages: [page], pageParams: [null] };
}

function distinct<Item>(items: Item[], idOf: (item: Item) => string): Item[] {
  return [...new Map(items.map((item) => [idOf(item), item])).values()];
}
