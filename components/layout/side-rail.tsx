// The column beside the feed on a desktop.
import type { Activity, Page, Profile } from "@/protocol/views";
import { JustNow } from "../activity/just-now";
import { PeopleToFollow } from "../people/people-to-follow";

/** Both lists are read by the server with the page. */
export function SideRail({ timeline, people }: { timeline: Page<Activity>; people: Profile[] }) {
  return (
    <div className="flex flex-col gap-4">
      <JustNow initial={timeline} />
      <PeopleToFollow people={people} />
      <p className="px-1 text-[14px] text-soft">
        Press <Key>?</Key> for keys · <Key>L</Key> likes
      </p>
    </div>
  );
}

function Key({ children }: { children: string }) {
  return (
    <kbd className="mx-0.5 inline-grid h-6 min-w-5.5 place-items-center rounded-md border border-line border-b-2 bg-card px-1.5 font-sans font-semibold text-[12px]">
      {children}
    </kbd>
  );
}
