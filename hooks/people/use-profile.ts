"use client";
// A person's page as I see it; following changes it here and on the server. Shown as rendered; on return as
// it was left, and read again at once.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Profile } from "@/protocol/views";
import { profileCheck } from "../../client/http/answer-checks";
import { QUERY_KEYS } from "../lists/query-client";
import { takeRendered } from "../lists/rendered-or-cached";
import { useHeartwire } from "../provider/heartwire-context";

export function profileKey(username: string): string[] {
  return [...QUERY_KEYS.profile, username];
}

export function useProfile(initial: Profile): Profile {
  const { username } = initial;
  const { request } = useHeartwire();
  const queryClient = useQueryClient();
  const [isAsRendered] = useState(() =>
    takeRendered(queryClient, profileKey(username), initial, initial),
  );
  const { data } = useQuery({
    queryKey: profileKey(username),
    queryFn: ({ signal }) => request(profileCheck, `/api/users/${username}`, { signal }),
    initialData: initial,
    refetchOnMount: isAsRendered || "always",
  });
  return data;
}
