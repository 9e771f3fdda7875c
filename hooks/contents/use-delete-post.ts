"use client";
// Removes a post of mine: every card of it on this page updates once the server agreed.
import { useMutation } from "@tanstack/react-query";
import { nothing } from "../../client/http/answer-checks";
import { useHeartwire } from "../provider/heartwire-context";

/** `remove` rejects with a HeartwireError. */
export function useDeletePost(): {
  remove(contentId: string): Promise<void>;
  isRemoving: boolean;
} {
  const client = useHeartwire();
  const removing = useMutation({
    mutationFn: (contentId: string) =>
      client.request(nothing, `/api/content/${contentId}`, { method: "DELETE" }),
    onSuccess: (_nothing, contentId) => client.removed(contentId),
  });
  return {
    remove: async (contentId) => {
      await removing.mutateAsync(contentId);
    },
    isRemoving: removing.isPending,
  };
}
