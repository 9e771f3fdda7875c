"use client";
// Creates a post and puts the answer on top of the feeds that are open here.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ErrorView } from "@/protocol/errors";
import type { CreatePostBody } from "@/protocol/http-requests";
import type { Content } from "@/protocol/views";
import { viewOf } from "../../client/errors";
import { contentCheck } from "../../client/http/answer-checks";
import { QUERY_KEYS } from "../lists/query-client";
import { useHeartwire } from "../provider/heartwire-context";
import { putOwnPost } from "./feed-pages";

export interface PostControl {
  /** Rejects with a HeartwireError, which is also in `error`. */
  submit(body: CreatePostBody): Promise<Content>;
  isSubmitting: boolean;
  error: ErrorView | null;
  reset(): void;
}

export function useCreatePost(): PostControl {
  const client = useHeartwire();
  const queryClient = useQueryClient();
  const posting = useMutation({
    mutationFn: (body: CreatePostBody) =>
      client.request(contentCheck, "/api/posts", { method: "POST", body }),
    onSuccess: (content) => {
      client.absorb([content], client.engagement.epoch);
      putOwnPost(queryClient, content);
      void queryClient.invalidateQueries({
        queryKey: [...QUERY_KEYS.contentsBy, content.author.username],
      });
    },
  });
  return {
    submit: posting.mutateAsync,
    isSubmitting: posting.isPending,
    error: posting.error ? viewOf(posting.error) : null,
    reset: posting.reset,
  };
}
