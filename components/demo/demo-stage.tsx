"use client";
// The two-window demo: two real windows of two people side by side, a crowd to start, and measured figures.
import { Users } from "lucide-react";
import { useState } from "react";
import type { Person } from "@/protocol/views";
import { Avatar } from "../people/avatar";
import { RadioGroup } from "../ui/form/radio-group";
import { CrowdPanel } from "./crowd-panel";
import { useLikeLatency } from "./use-like-latency";

export interface DemoSeat {
  /** Where this window's pages live; cookies are apart because their names carry the port. */
  origin: string;
  person: Person;
}

type Place = "post" | "feed";
const PLACES: readonly Place[] = ["post", "feed"];

/** `contentId` is the post both windows open. */
export function DemoStage({ seats, contentId }: { seats: DemoSeat[]; contentId: string | null }) {
  const times = useLikeLatency(seats.map((seat) => seat.origin));
  const [place, setPlace] = useState<Place>(contentId === null ? "feed" : "post");
  const path = place === "post" ? `/p/${contentId}` : "/?tab=latest";
  return (
    <main className="flex min-h-dvh flex-col px-3 pb-3 sm:px-5">
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-3 py-3">
        <div>
          <h1 className="font-bold text-[26px] leading-8 tracking-[-0.025em]">
            Two people, two windows, one like
          </h1>
          <p className="text-[15px] text-soft">
            Press a heart in one window and watch the other. Both are the real thing.
          </p>
        </div>
        {contentId === null ? null : (
          <RadioGroup
            label="What both windows show"
            options={PLACES}
            value={place}
            choose={setPlace}
            write={(name) => (name === "post" ? "One post" : "The feed")}
          />
        )}
      </div>
      <CrowdPanel contentId={place === "post" ? contentId : null} times={times} />
      <div className="mt-3 grid min-h-[70dvh] flex-1 grid-cols-1 gap-3 md:grid-cols-2">
        {seats.map((seat) => (
          <DemoFrame key={seat.origin} seat={seat} path={path} />
        ))}
      </div>
    </main>
  );
}

function DemoFrame({ seat, path }: { seat: DemoSeat; path: string }) {
  const query = new URLSearchParams({ as: seat.person.username, to: path });
  return (
    <section
      aria-label={`${seat.person.displayName}’s window`}
      className="surface flex min-h-[32rem] flex-col overflow-hidden shadow-soft dark:shadow-none"
    >
      <header className="flex items-center gap-2.5 border-line border-b bg-faint/60 px-4 py-2">
        <Avatar person={seat.person} size={26} />
        <bdi className="font-semibold">{seat.person.displayName}</bdi>
        <span className="ml-auto truncate text-[14px] text-soft tabular-nums">
          {seat.origin.replace("http://", "")}
        </span>
      </header>
      <iframe
        key={path}
        src={`${seat.origin}/demo/window?${query.toString()}`}
        title={`heartwire as ${seat.person.displayName}`}
        className="w-full flex-1 bg-paper"
      />
    </section>
  );
}

/** Shown when this server has no demo people to seat. */
export function DemoWithoutPeople() {
  return (
    <p className="flex items-center justify-center gap-3 py-24 text-soft">
      <Users size={20} aria-hidden="true" /> The demo people are not seeded yet.
    </p>
  );
}
