"use client";
// The head of a profile: picture, name, text, numbers, and the follow button.
import { Settings2 } from "lucide-react";
import { useCurrentUser } from "@/hooks/accounts/use-current-user";
import { useFollow } from "@/hooks/people/use-follow";
import { useProfile } from "@/hooks/people/use-profile";
import type { Profile } from "@/protocol/views";
import { Avatar } from "../people/avatar";
import { FollowButton } from "../people/follow-button";
import { ButtonLink } from "../ui/form/button";
import { writeCount } from "../ui/format";
import { RollingNumber } from "../ui/rolling-number";
import { ProfileBanner } from "./profile-banner";

const joinedFormat = new Intl.DateTimeFormat("en-GB", {
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

/** Counts move with what the viewer does here. */
export function ProfileHead({ initial }: { initial: Profile }) {
  const follow = useFollow(useProfile(initial));
  const { profile } = follow;
  const viewer = useCurrentUser();
  return (
    <section className="surface overflow-hidden shadow-soft dark:shadow-none">
      <ProfileBanner username={profile.username} />
      <div className="px-4 pb-5 sm:px-5">
        <div className="flex items-end justify-between gap-3">
          <Avatar person={profile} size={96} className="-mt-12 relative block ring-4 ring-card" />
          <div className="pt-4">
            {profile.isMe ? (
              <ButtonLink href="/settings" tone="outline">
                <Settings2 size={18} aria-hidden="true" /> Settings
              </ButtonLink>
            ) : viewer === null ? (
              <ButtonLink href="/sign-in">Follow</ButtonLink>
            ) : (
              <FollowButton {...follow} />
            )}
          </div>
        </div>
        <h1 className="mt-3 font-bold text-[27px] leading-8 tracking-[-0.015em]">
          <bdi>{profile.displayName}</bdi>
        </h1>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-2 text-soft">
          <bdi>@{profile.username}</bdi>
          {profile.followsMe ? (
            <span className="rounded-full bg-faint px-2.5 text-[13px] leading-6">Follows you</span>
          ) : null}
        </p>
        {profile.bio === "" ? null : (
          <p className="wrap-anywhere mt-3 text-[17px] leading-[26px]" dir="auto">
            {profile.bio}
          </p>
        )}
        <dl className="mt-4 flex flex-wrap items-baseline gap-x-6 gap-y-1">
          <Count
            name={profile.followerCount === 1 ? "follower" : "followers"}
            value={profile.followerCount}
          />
          <Count name="following" value={profile.followingCount} />
          <Count name={profile.postCount === 1 ? "post" : "posts"} value={profile.postCount} />
          <div className="text-[15px] text-soft">
            <dt className="sr-only">Joined</dt>
            <dd>Joined {joinedFormat.format(new Date(profile.joinedAt))}</dd>
          </div>
        </dl>
      </div>
    </section>
  );
}

function Count({ name, value }: { name: string; value: number }) {
  return (
    <div className="flex flex-row-reverse items-baseline gap-1.5">
      <dt className="text-[15px] text-soft">{name}</dt>
      <dd className="font-semibold text-[17px]">
        <RollingNumber value={value} />
        <span className="sr-only">{writeCount(value)}</span>
      </dd>
    </div>
  );
}
