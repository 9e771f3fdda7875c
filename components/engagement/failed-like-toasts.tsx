"use client";
// Says that a like failed, and why. One pressed just now shows beside its heart, one kept from an earlier
// visit as a toast.
import { useFailedLikes } from "@/hooks/engagement/use-failed-likes";
import { sayToast } from "../ui/feedback/toasts";

/** Renders nothing. Many failures at once make one toast. */
export function FailedLikeToasts() {
  useFailedLikes(({ error }) =>
    sayToast({
      key: "like-failed",
      tone: "problem",
      title: "Your like was not saved",
      detail: error.message,
    }),
  );
  return null;
}
