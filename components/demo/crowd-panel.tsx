"use client";
// Starts a crowd and shows its figures: likes acked, events sent, changes merged, and how long a press takes
// to the other screen.
import { useState } from "react";
import { type DemoControlsView, useDemoControls } from "@/hooks/demo/use-demo-controls";
import { Button } from "../ui/form/button";
import { RadioGroup } from "../ui/form/radio-group";
import { writeCount } from "../ui/format";
import { RollingNumber } from "../ui/rolling-number";
import type { LikeLatency } from "./like-latency";

const SIZES = [10, 40, 100] as const;
const DURATIONS = [10, 20, 60] as const;

/** Without `contentId` the crowd spreads over the newest posts. */
export function CrowdPanel({ contentId, times }: { contentId: string | null; times: LikeLatency }) {
  const { show, bringCrowd, sendHome, isAsking, error } = useDemoControls();
  const [size, setSize] = useState<number>(SIZES[1]);
  const [seconds, setSeconds] = useState<number>(DURATIONS[1]);
  const crowd = show?.crowd;
  return (
    <div className="surface flex flex-wrap items-center justify-between gap-x-6 gap-y-4 px-4 py-3 shadow-soft sm:px-5 dark:shadow-none">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <RadioGroup
          label="People in the crowd"
          options={SIZES}
          value={size}
          choose={setSize}
          write={(count) => `${count}`}
          suffix="people"
        />
        <RadioGroup
          label="How long they stay"
          options={DURATIONS}
          value={seconds}
          choose={setSeconds}
          write={(count) => `${count}`}
          suffix="seconds"
        />
        {crowd?.isRunning ? (
          <Button
            tone="outline"
            disabled={isAsking}
            onClick={sendHome}
            className="min-w-46 tabular-nums"
          >
            {wordCrowd(crowd)}
          </Button>
        ) : (
          <Button
            disabled={isAsking}
            className="min-w-46"
            onClick={() =>
              bringCrowd({ size, seconds, ...(contentId === null ? {} : { contentId }) })
            }
          >
            Bring a crowd
          </Button>
        )}
        {error === null ? null : (
          <p role="alert" className="text-[14px]">
            {error.message}
          </p>
        )}
      </div>
      <Readout show={show} times={times} />
    </div>
  );
}

function wordCrowd({ arrivedCount, size, secondsLeft }: DemoControlsView["crowd"]): string {
  return arrivedCount < size ? `${arrivedCount} of ${size} here` : `Send home · ${secondsLeft} s`;
}

function Readout({ show, times }: { show: DemoControlsView | null; times: LikeLatency }) {
  const { lastMs, p95Ms, count } = times;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:flex sm:flex-wrap">
      <Figure name="likes acked" value={show?.likesAcked ?? 0} />
      <Figure name="events sent" value={show?.eventsSent ?? 0} />
      <Figure name="merged" value={Math.round((show?.mergedRatio ?? 0) * 100)} unit="%" />
      <div
        data-press-times={count}
        data-p95-ms={p95Ms ?? undefined}
        className="flex flex-col-reverse justify-end"
      >
        <dt className="text-[14px] text-soft leading-5">
          press to other screen
          {p95Ms === null ? "" : `, p95 ${Math.round(p95Ms)} ms of ${count}`}
        </dt>
        <dd className="font-bold font-display text-[24px] tabular-nums leading-8 tracking-[-0.02em]">
          {lastMs === null ? "–" : `${Math.round(lastMs)} ms`}
        </dd>
      </div>
    </dl>
  );
}

function Figure({ name, value, unit = "" }: { name: string; value: number; unit?: string }) {
  return (
    <div className="flex min-w-20 flex-col-reverse justify-end">
      <dt className="text-[14px] text-soft leading-5">{name}</dt>
      <dd className="font-bold font-display text-[24px] leading-8 tracking-[-0.02em]">
        <RollingNumber value={value} />
        {unit === "" ? null : <span aria-hidden="true">{` ${unit}`}</span>}
        <span className="sr-only">{`${writeCount(value)}${unit}`}</span>
      </dd>
    </div>
  );
}
