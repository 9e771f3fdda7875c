"use client";
// A person's page as I see it; following changes it here and on the server.
import { useQuery } from "@tanstack/react-query";
import type { Profile } from "@/protocol/views";
import { request } from "./http";
import { profileCheck } from "./late-schemas";
import { QUERY_KEYS } from "./query-client";

export function profileKey(username: string): string[] {
  return [...QUERY_KEYS.profile, username];
}

export function useProfile(initial: Profile): Profile {
  const { username } = initial;
  const { data } = useQuery({
    queryKey: profileKey(username),
    queryFn: ({ signal }) => request(profileCheck, `/api/users/${username}`, { signal }),
    initialData: initial,
  });
  return data;
}
