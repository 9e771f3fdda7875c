"use client";
// What a person posted, or what they liked.
import { useAuthorContents } from "@/hooks/use-author-contents";
import { useLikedContents } from "@/hooks/use-liked-contents";
import type { Content, Page, Profile } from "@/protocol/views";
import { ContentList } from "./content-list";
import { EmptyState } from "./ui/empty-state";
import { TabLinks } from "./ui/tab-links";

interface ProfileContentsProps {
  view: "posts" | "likes";
  profile: Profile;
  initial: Page<Content>;
}

/** Give it a key per view: each view is a list of its own. */
export function ProfileContents({ view, profile, initial }: ProfileContentsProps) {
  const address = `/u/${profile.username}`;
  const List = view === "likes" ? Liked : Posted;
  return (
    <div className="mt-5">
      <div className="px-1">
        <TabLinks
          label="What to see"
          tabs={[
            { name: "Posts", href: address, isCurrent: view === "posts" },
            { name: "Likes", href: `${address}?tab=likes`, isCurrent: view === "likes" },
          ]}
        />
      </div>
      <List profile={profile} initial={initial} />
    </div>
  );
}

function Posted({ profile, initial }: { profile: Profile; initial: Page<Content> }) {
  return (
    <ContentList
      list={useAuthorContents(profile.username, initial)}
      label={`Posts by ${profile.displayName}`}
      endWords="That is all so far."
      empty={
        <EmptyState title="Nothing posted yet">
          {profile.isMe ? "Your posts will stand here." : "Come back another day."}
        </EmptyState>
      }
    />
  );
}

function Liked({ profile, initial }: { profile: Profile; initial: Page<Content> }) {
  return (
    <ContentList
      list={useLikedContents(profile.username, initial)}
      label={`Liked by ${profile.displayName}`}
      endWords="That is all so far."
      empty={
        <EmptyState title="No hearts given yet">
          {profile.isMe ? "What you like will stand here." : "Nothing liked that you may see."}
        </EmptyState>
      }
    />
  );
}
