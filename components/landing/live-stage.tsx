"use client";
// The logo as large as the page: a pulse line from the left that ends in a heart. The heart beats whenever
// anyone likes the post beneath it.
import type { ReactNode } from "react";
import { useRecentLikes } from "@/hooks/engagement/use-recent-likes";
import type { Content } from "@/protocol/views";
import { HEART_PATH } from "../brand/heart-shape";
import { ContentCard } from "../contents/content-card";

interface LiveStageProps {
  content: Content | undefined;
  /** A video shown beneath it. */
  film: Content | undefined;
  words: ReactNode;
}

/** Words on the left, the living post on the right. */
export function LiveStage({ content, film, words }: LiveStageProps) {
  return (
    <div className="mx-auto grid max-w-[1152px] grid-cols-1 gap-x-16 px-4 sm:px-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,26.5rem)]">
      <div className="relative mb-5 h-36 sm:mb-0 sm:h-44 lg:col-span-2">
        {content === undefined ? <GreatMark pulse={0} /> : <BeatingMark content={content} />}
      </div>
      {words}
      {content === undefined ? null : (
        <div className="mt-12 lg:mt-0">
          <p className="mb-3 flex items-center gap-2.5 pl-1 text-[15px] text-soft">
            <span
              className="size-2.5 rounded-full bg-live ring-3 ring-live/20"
              aria-hidden="true"
            />
            Real posts, live as you read them
          </p>
          <div className="grid grid-cols-1 items-start gap-4 max-md:max-w-[40rem] md:max-lg:grid-cols-2">
            <ContentCard content={content} isFirst />
            {film === undefined ? null : <ContentCard content={film} />}
          </div>
        </div>
      )}
    </div>
  );
}

function BeatingMark({ content }: { content: Content }) {
  const { pulse } = useRecentLikes(content);
  return <GreatMark pulse={pulse} />;
}

/** The pulse line starts beyond the left edge; the heart is over the right column. */
function GreatMark({ pulse }: { pulse: number }) {
  return (
    <div aria-hidden="true" className="absolute inset-y-0 right-0 flex items-center">
      <svg
        aria-hidden="true"
        viewBox="0 0 1200 176"
        fill="none"
        preserveAspectRatio="xMaxYMid slice"
        className="absolute right-20 h-full w-[1200px] max-w-none sm:right-26 lg:right-[15.5rem]"
      >
        <Line path={LONG_LINE} pulse={pulse} className="max-sm:hidden" />
        <Line path={SHORT_LINE} pulse={pulse} className="sm:hidden" />
      </svg>
      <span className="relative mr-0 block size-28 sm:size-36 lg:mr-36">
        <svg
          aria-hidden="true"
          viewBox="0 0 24 24"
          className="absolute inset-0 size-full text-heart"
          key={`ring-${pulse}`}
        >
          <path
            d={HEART_PATH}
            fill="none"
            stroke="currentColor"
            strokeWidth=".7"
            className={pulse > 0 ? "origin-center animate-heart-ring" : "opacity-0"}
          />
        </svg>
        <svg
          aria-hidden="true"
          viewBox="0 0 24 24"
          key={`beat-${pulse}`}
          className="absolute inset-0 size-full animate-heart-beat text-heart"
        >
          <path d={HEART_PATH} fill="currentColor" />
        </svg>
      </span>
    </div>
  );
}

function Line({ path, pulse, className }: { path: string; pulse: number; className: string }) {
  return (
    <g strokeWidth="4" strokeLinecap="round" strokeLinejoin="round" className={className}>
      <path d={path} stroke="var(--line)" />
      <path
        key={pulse}
        d={path}
        pathLength={1}
        stroke="currentColor"
        strokeDasharray="1"
        className="animate-[trace_1800ms_var(--ease-out)_both]"
      />
    </g>
  );
}

/** Both end under the heart; the short one has its beat where a phone still sees it. */
const LONG_LINE =
  "M0 96H330l16-26 20 44 14-18H620l14-20 12 20h86l38-74 52 140 36-100 26 34H1100l10-14 12 14h78";
const SHORT_LINE = "M0 96H972l30-60 42 112 30-80 20 28H1200";
