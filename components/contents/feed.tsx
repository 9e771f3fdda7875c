"use client";
// The home feed: its tabs, the composer, the hint of new posts, and the endless list.
import { ArrowUp } from "lucide-react";
import { useFeed } from "@/hooks/contents/use-feed";
import { useNewPosts } from "@/hooks/contents/use-new-posts";
import type { FeedScope } from "@/protocol/http-requests";
import type { Content, Page, Profile } from "@/protocol/views";
import { PeopleToFollow } from "../people/people-to-follow";
import { EmptyState } from "../ui/feedback/empty-state";
import { ButtonLink } from "../ui/form/button";
import { Composer } from "./composer";
import { ContentList } from "./content-list";
import { FeedTabs } from "./feed-tabs";

interface FeedProps {
  scope: FeedScope;
  initial: Page<Content> & { head: string | null };
  /** Whom one could follow, for a feed that is still empty. */
  people: Profile[];
}

/** Right before scripts run: `initial` is what the server read. */
export function Feed({ scope, initial, people }: FeedProps) {
  const list = useFeed(scope, initial);
  return (
    <>
      <FeedTabs scope={scope} />
      <Composer />
      <NewPosts scope={scope} />
      <ContentList
        list={list}
        label={scope === "home" ? "Posts of people you follow" : "Latest posts"}
        endWords="You are up to date."
        empty={
          scope === "home" ? (
            <>
              <EmptyState
                title="You do not follow anyone yet"
                action={<ButtonLink href="/?tab=latest">See the latest posts</ButtonLink>}
              >
                Their posts appear here. Look around and follow somebody.
              </EmptyState>
              {/* On a desktop they are beside the feed already. */}
              <div className="lg:hidden">
                <PeopleToFollow people={people} />
              </div>
            </>
          ) : (
            <EmptyState title="No posts yet">Write the first one; somebody has to.</EmptyState>
          )
        }
      />
    </>
  );
}

/** Takes no room: it lies over the gap above the list, so the list never moves by itself. */
function NewPosts({ scope }: { scope: FeedScope }) {
  const { count, show } = useNewPosts(scope);
  return (
    <div className="pointer-events-none sticky top-4 z-20 flex h-0 justify-center" role="status">
      {count > 0 ? (
        <button
          type="button"
          onClick={() => {
            show();
            window.scrollTo({ top: 0 });
          }}
          className="pointer-events-auto -mt-3.5 inline-flex h-11 animate-rise items-center gap-2 rounded-full bg-ink pr-5 pl-4 font-semibold text-[15px] text-paper shadow-lift hover:opacity-90"
        >
          <ArrowUp size={18} aria-hidden="true" />
          {count === 1 ? "1 new post" : `${count} new posts`}
        </button>
      ) : null}
    </div>
  );
}
