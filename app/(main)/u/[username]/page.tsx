// A person's page: who they are, what they posted, what they liked.
import type { Metadata } from "next";
import { cache } from "react";
import { ProfileContents } from "@/components/profile/profile-contents";
import { ProfileHead } from "@/components/profile/profile-head";
import { PAGE_LIMIT_DEFAULT } from "@/protocol/bounds";
import { getEngine } from "@/server/engine-slot";
import { inTime } from "@/server/read-deadline";
import { orNotFound } from "../../../or-not-found";
import { readViewerId } from "../../../viewer";

interface ProfilePageProps {
  params: Promise<{ username: string }>;
  searchParams: Promise<{ tab?: string | string[] }>;
}

const readProfile = cache(async (username: string) =>
  orNotFound(getEngine().people.readProfile(await readViewerId(), username.toLowerCase())),
);

export async function generateMetadata({ params }: ProfilePageProps): Promise<Metadata> {
  const profile = await readProfile((await params).username);
  return { title: `${profile.displayName} (@${profile.username})`, description: profile.bio };
}

export default async function ProfilePage({ params, searchParams }: ProfilePageProps) {
  const [{ username }, { tab }] = await Promise.all([params, searchParams]);
  const profile = await readProfile(username);
  const viewerId = await readViewerId();
  const view = tab === "likes" ? "likes" : "posts";
  const engine = getEngine();
  const query = { limit: PAGE_LIMIT_DEFAULT };
  const contents = await inTime(
    view === "likes"
      ? engine.likes.listLikedBy(viewerId, profile.username, query)
      : engine.contents.listByAuthor(viewerId, profile.username, query),
  );
  return (
    <>
      <ProfileHead initial={profile} />
      <ProfileContents key={view} view={view} profile={profile} initial={contents} />
    </>
  );
}
