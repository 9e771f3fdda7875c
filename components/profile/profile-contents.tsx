"use client";
// What a person posted, or what they liked.
import { useAuthorContents } from "@/hooks/contents/use-author-contents";
import { useLikedContents } from "@/hooks/contents/use-liked-contents";
import type { Content, Page, Profile } from "@/protocol/views";
import { ContentList } from "../contents/content-list";
import { EmptyState } from "../ui/feedback/empty-state";
import { TabLinks } from "../ui/tab-links";

interface ProfileContentsProps {
  view: "posts" | "likes";
  profile: Profile;
  initial: Page<Content>;
}

const VIEWS = {
  posts: {
    label: (name: string) => `Posts by ${name}`,
    emptyTitle: "Nothing posted yet",
    emptyForMe: "Your posts will stand here.",
    emptyForOthers: "Come back another day.",
  },
  likes: {
    label: (name: string) => `Liked by ${name}`,
    emptyTitle: "No likes yet",
    emptyForMe: "What you like will stand here.",
    emptyForOthers: "Nothing liked that you may see.",
  },
};

/** Give it a key per view: each view is a list of its own. */
export function ProfileContents(props: ProfileContentsProps) {
  const { view, profile } = props;
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
      <List {...props} />
    </div>
  );
}

function Posted(props: ProfileContentsProps) {
  return <ViewList {...props} list={useAuthorContents(props.profile.username, props.initial)} />;
}

function Liked(props: ProfileContentsProps) {
  return <ViewList {...props} list={useLikedContents(props.profile.username, props.initial)} />;
}

function ViewList({
  view,
  profile,
  list,
}: ProfileContentsProps & { list: ReturnType<typeof useAuthorContents> }) {
  const words = VIEWS[view];
  return (
    <ContentList
      list={list}
      label={words.label(profile.displayName)}
      endWords="That is all so far."
      empty={
        <EmptyState title={words.emptyTitle}>
          {profile.isMe ? words.emptyForMe : words.emptyForOthers}
        </EmptyState>
      }
    />
  );
}
