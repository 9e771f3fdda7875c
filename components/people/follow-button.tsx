"use client";
// Follow or unfollow a person. Says what it does, or that it is done; on hover, what a press would undo.
import { useEffect } from "react";
import { useFollow } from "@/hooks/people/use-follow";
import type { Profile } from "@/protocol/views";
import { sayToast } from "../ui/feedback/toasts";
import { Button } from "../ui/form/button";

type FollowButtonProps = Pick<
  ReturnType<typeof useFollow>,
  "profile" | "toggle" | "isPending" | "error"
> & {
  isSmall?: boolean;
};

/** The state comes from `useFollow`, so that counts beside the button move with it. */
export function FollowButton({
  profile,
  toggle,
  isPending,
  error,
  isSmall = false,
}: FollowButtonProps) {
  useEffect(() => {
    if (error === null) return;
    sayToast({
      key: "follow-failed",
      tone: "problem",
      title: "That did not work",
      detail: error.message,
    });
  }, [error]);
  if (profile.isMe) return null;
  const words = profile.isFollowed ? "Following" : profile.followsMe ? "Follow back" : "Follow";
  return (
    <Button
      tone={profile.isFollowed ? "outline" : "ink"}
      size={isSmall ? "small" : "normal"}
      aria-pressed={profile.isFollowed}
      aria-busy={isPending}
      aria-label={`${words} ${profile.displayName}`}
      onClick={toggle}
      className={isSmall ? "min-w-21" : "min-w-28"}
    >
      {words}
    </Button>
  );
}

/** A follow button that keeps its own state. */
export function FollowPerson({ person, isSmall = false }: { person: Profile; isSmall?: boolean }) {
  return <FollowButton {...useFollow(person)} isSmall={isSmall} />;
}
