"use client";
// Says when a like could not be given after all, and why: one pressed just now beside the heart that shakes,
// and one kept from an earlier visit whose card is not on this page.
import { useFailedLikes } from "@/hooks/engagement/use-failed-likes";
import { sayToast } from "../ui/feedback/toasts";

/** Renders nothing. Many failures at once are told as one. */
export function FailedLikeToasts() {
  useFailedLikes(({ error }) =>
    sayToast({
      key: "like-failed",
      tone: "problem",
      title: "Your like did not arrive",
      detail: error.message,
    }),
  );
  return null;
}
