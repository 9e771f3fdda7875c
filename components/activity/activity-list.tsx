"use client";
import { useCurrentUser } from "@/hooks/accounts/use-current-user";
// The timeline of what people did, live at its top.
import { useTimeline } from "@/hooks/activity/use-timeline";
import type { Activity, Page } from "@/protocol/views";
import { EmptyState } from "../ui/feedback/empty-state";
import { RowSkeleton } from "../ui/feedback/skeleton";
import { ButtonLink } from "../ui/form/button";
import { ListEnd } from "../ui/list-end";
import { ActivityRow } from "./activity-row";

/** One card, one row a deed. */
export function ActivityList({ initial }: { initial: Page<Activity> }) {
  const list = useTimeline(initial);
  const viewer = useCurrentUser();
  if (list.items.length === 0 && list.error === null) {
    return (
      <EmptyState
        title="Nothing happened yet"
        action={<ButtonLink href="/?tab=latest">See the latest posts</ButtonLink>}
      >
        Follow a few people: what they post, like and follow shows up here as it happens.
      </EmptyState>
    );
  }
  return (
    <section aria-label="Activity">
      <ul className="surface divide-y divide-line px-4 shadow-soft sm:px-5 dark:shadow-none">
        {list.items.map((activity) => (
          <li key={activity.id} className="animate-fade py-4">
            <ActivityRow activity={activity} viewerId={viewer?.userId ?? null} isLarge />
          </li>
        ))}
      </ul>
      <ListEnd list={list} skeleton={RowSkeleton} endWords="That is where it began." />
    </section>
  );
}
