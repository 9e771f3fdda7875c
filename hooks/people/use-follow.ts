"use client";
// The follow button: shows the wanted state at once over what the server last said, falls back when refused.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ErrorView } from "@/protocol/errors";
import type { Profile } from "@/protocol/views";
import { viewOf } from "../../client/errors";
import { profileCheck } from "../../client/http/answer-checks";
import { type FeedData, feedKey } from "../contents/feed-pages";
import { QUERY_KEYS } from "../lists/query-client";
import { useHeartwire } from "../provider/heartwire-context";
import { profileKey } from "./use-profile";

export interface FollowControl {
  profile: Profile;
  toggle(): void;
  isPending: boolean;
  error: ErrorView | null;
}

export function useFollow(initial: Profile): FollowControl {
  const { username } = initial;
  const { request } = useHeartwire();
  const queryClient = useQueryClient();
  const queryKey = profileKey(username);
  const { data: truth } = useQuery<Profile>({
    queryKey,
    enabled: false,
    initialData: initial,
    queryFn: () => request(profileCheck, `/api/users/${username}`),
  });
  const wish = useMutation({
    // One after the other: the last press is the last to arrive.
    scope: { id: `follow-${username}` },
    mutationKey: ["follow", username],
    mutationFn: (follows: boolean) =>
      request(profileCheck, `/api/users/${username}/follow`, {
        method: follows ? "PUT" : "DELETE",
      }),
    onSuccess: (profile) => {
      queryClient.setQueryData(queryKey, profile);
      // The home feed now has other authors. What is being read does not move for it; an empty one fills.
      const refetchType = isEmptyFeed(queryClient.getQueryData<FeedData>(feedKey("home")))
        ? "active"
        : "none";
      void queryClient.invalidateQueries({ queryKey: feedKey("home"), refetchType });
      void queryClient.invalidateQueries({ queryKey: QUERY_KEYS.timeline });
      // What is for followers alone may be seen now.
      if (profile.isFollowed) {
        void queryClient.invalidateQueries({ queryKey: [...QUERY_KEYS.contentsBy, username] });
      }
    },
  });
  const profile = wish.isPending ? withWish(truth, wish.variables) : truth;
  return {
    profile,
    isPending: wish.isPending,
    error: wish.error ? viewOf(wish.error) : null,
    toggle: () => wish.mutate(!profile.isFollowed),
  };
}

function isEmptyFeed(feed: FeedData | undefined): boolean {
  return feed?.pages.every((page) => page.items.length === 0) ?? true;
}

function withWish(profile: Profile, follows: boolean): Profile {
  const ownChange = Number(follows) - Number(profile.isFollowed);
  return {
    ...profile,
    isFollowed: follows,
    followerCount: Math.max(0, profile.followerCount + ownChange),
  };
}
