"use client";
// The side rail's "Just now": the last few things that people one follows did, live.
import Link from "next/link";
import { useCurrentUser } from "@/hooks/accounts/use-current-user";
import { useTimeline } from "@/hooks/activity/use-timeline";
import type { Activity, Page } from "@/protocol/views";
import { ActivityRow } from "./activity-row";

const LINES = 5;

/** A card of five lines at most. */
export function JustNow({ initial }: { initial: Page<Activity> }) {
  const { items } = useTimeline(initial);
  const viewer = useCurrentUser();
  return (
    <section aria-labelledby="just-now" className="surface bg-transparent! px-5 pt-4 pb-4">
      <div className="flex items-center justify-between">
        <h2 id="just-now" className="font-bold text-[18px] leading-6">
          Just now
        </h2>
        <Link href="/activity" className="tap-around text-[14px] text-soft hover:text-ink">
          All
        </Link>
      </div>
      {items.length === 0 ? (
        <p className="mt-2 text-[15px] text-soft leading-5">
          What the people you follow do shows up here.
        </p>
      ) : (
        <ul className="mt-3 flex flex-col gap-3">
          {items.slice(0, LINES).map((activity) => (
            <li key={activity.id} className="animate-fade">
              <ActivityRow activity={activity} viewerId={viewer?.userId ?? null} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
