"use client";
// Creates a post, once however often it is sent, and puts the answer on top of the feeds that are open here.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { v7 as newId } from "uuid";
import type { ErrorView } from "@/protocol/errors";
import type { CreatePostBody } from "@/protocol/http-requests";
import type { Content } from "@/protocol/views";
import { viewOf } from "../../client/errors";
import { contentCheck } from "../../client/http/answer-checks";
import { QUERY_KEYS } from "../lists/query-client";
import { useHeartwire } from "../provider/heartwire-context";
import { putOwnPost } from "./feed-pages";

export interface PostControl {
  /** Rejects with a HeartwireError, which is also in `error`. Sent again after that, it is the same post. */
  submit(body: CreatePostBody): Promise<Content>;
  isSubmitting: boolean;
  error: ErrorView | null;
  reset(): void;
}

export function useCreatePost(): PostControl {
  const client = useHeartwire();
  const queryClient = useQueryClient();
  // Kept until the server has it: an answer may be lost after the post was saved.
  const postId = useRef<string | null>(null);
  const posting = useMutation({
    mutationFn: (body: CreatePostBody) => {
      postId.current ??= newId();
      const sent = { ...body, id: postId.current };
      return client.request(contentCheck, "/api/posts", { method: "POST", body: sent });
    },
    onError: (error) => {
      if (viewOf(error).reason === "id-taken") postId.current = null;
    },
    onSuccess: (content) => {
      postId.current = null;
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
