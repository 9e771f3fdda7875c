"use client";
// The one shape of every list that is read page by page. It begins with the server-rendered first page. The
// cache of React Query is kept when it is at least as new.
import {
  type InfiniteData,
  type QueryKey,
  useInfiniteQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useState } from "react";
import type { ErrorView } from "@/protocol/errors";
import type { Page } from "@/protocol/views";
import { viewOf } from "../../client/errors";
import { takeRendered } from "./rendered-or-cached";

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
  /** Whether the rendered page beats the list kept from before; left out, one not seen before does. */
  beats?: ((kept: PagedData<Answer>, page: Answer) => boolean) | undefined;
}

/** Items appear once each, even when a page moved between two reads. */
export function usePagedList<Item, Answer extends Page<Item>>(
  options: PagedOptions<Item, Answer>,
): PagedList<Item> & { pages: Answer[]; isAsRendered: boolean } {
  const queryClient = useQueryClient();
  const { initial, beats } = options;
  const [isAsRendered] = useState(
    () =>
      initial !== undefined &&
      takeRendered<PagedData<Answer>>(
        queryClient,
        options.queryKey,
        initial,
        firstPage(initial),
        beats && ((kept) => beats(kept, initial)),
      ),
  );
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
    isAsRendered,
    items: distinct(
      pages.flatMap((page) => page.items),
      options.idOf,
    ),
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    isLoading: query.isPending,
    error: query.error ? viewOf(query.error) : null,
    loadMore: () => {
      // Asked again while it is coming, it is the same request.
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
