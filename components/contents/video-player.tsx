"use client";
// A short video: its poster first, the film only on request. Muted by default, in place, playable and
// seekable from the keyboard.
import clsx from "clsx";
import { Pause, Play, Volume2, VolumeX } from "lucide-react";
import { useRef, useState } from "react";
import type { Video } from "@/protocol/views";
import { writeDuration } from "../ui/format";

interface VideoPlayerProps {
  video: Video;
  label: string;
  /** The picture is likely on screen at first paint. */
  isEager?: boolean;
}

/** Keeps the video's shape from the first paint on. */
export function VideoPlayer({ video, label, isEager = false }: VideoPlayerProps) {
  const film = useRef<HTMLVideoElement>(null);
  const [isPlaying, setIsPlaying] = useState(false);
  const [hasStarted, setHasStarted] = useState(false);
  const [isMuted, setIsMuted] = useState(true);
  const [positionMs, setPositionMs] = useState(0);
  const [isBroken, setIsBroken] = useState(false);

  const toggle = () => {
    const element = film.current;
    if (element === null) return;
    setHasStarted(true);
    if (element.paused) void element.play().catch(() => setIsBroken(element.error !== null));
    else element.pause();
  };

  const tryAgain = () => {
    setIsBroken(false);
    film.current?.load();
    toggle();
  };

  return (
    <div className="group/film relative mt-3 overflow-hidden rounded-row bg-night">
      <img
        src={video.posterUrl}
        alt=""
        width={video.width}
        height={video.height}
        loading={isEager ? "eager" : "lazy"}
        fetchPriority={isEager ? "high" : "auto"}
        decoding="async"
        className="block h-auto max-h-[75vh] w-full object-cover"
      />
      <video
        ref={film}
        src={video.url}
        preload="none"
        muted={isMuted}
        loop
        playsInline
        aria-label={label}
        tabIndex={-1}
        onPlay={() => setIsPlaying(true)}
        onPause={() => setIsPlaying(false)}
        onError={() => setIsBroken(true)}
        onTimeUpdate={(event) => setPositionMs(event.currentTarget.currentTime * 1000)}
        className={clsx("absolute inset-0 size-full object-cover", !hasStarted && "invisible")}
      />
      <button
        type="button"
        onClick={toggle}
        aria-label={isPlaying ? `Pause: ${label}` : `Play: ${label}`}
        className="absolute inset-0 grid cursor-pointer place-items-center -outline-offset-4 focus-visible:outline-white"
      >
        <span
          className={clsx(
            "grid size-16 place-items-center rounded-full bg-white/95 text-night shadow-lift",
            "transition-[opacity,scale] duration-200 group-hover/film:scale-104",
            isPlaying &&
              "opacity-0 group-focus-within/film:opacity-100 group-hover/film:opacity-100",
          )}
        >
          {isPlaying ? (
            <Pause size={26} fill="currentColor" strokeWidth={0} aria-hidden="true" />
          ) : (
            <Play size={27} fill="currentColor" className="ml-1" aria-hidden="true" />
          )}
        </span>
      </button>
      <div className="pointer-events-none absolute inset-x-3 bottom-3.5 flex items-center justify-end gap-2">
        {hasStarted ? (
          <SoundButton isMuted={isMuted} toggle={() => setIsMuted((isOff) => !isOff)} />
        ) : null}
        <span className="rounded-full bg-night/75 px-2.5 py-0.5 font-semibold text-[13px] text-white tabular-nums leading-5">
          {writeDuration(
            hasStarted ? Math.max(0, video.durationMs - positionMs) : video.durationMs,
          )}
        </span>
      </div>
      {hasStarted ? (
        <SeekLine
          positionMs={positionMs}
          durationMs={video.durationMs}
          seek={(toMs) => {
            if (film.current) film.current.currentTime = toMs / 1000;
            setPositionMs(toMs);
          }}
        />
      ) : null}
      {isBroken ? (
        <button
          type="button"
          onClick={tryAgain}
          className="absolute inset-0 bg-night/85 px-6 text-white -outline-offset-4 focus-visible:outline-white"
        >
          <span role="alert">This video could not be played.</span> <b>Try again</b>
        </button>
      ) : null}
    </div>
  );
}

function SoundButton({ isMuted, toggle }: { isMuted: boolean; toggle: () => void }) {
  return (
    <button
      type="button"
      onClick={toggle}
      aria-pressed={!isMuted}
      aria-label="Sound"
      className="tap-around pointer-events-auto grid size-8 place-items-center rounded-full bg-night/75 text-white focus-visible:outline-white"
    >
      {isMuted ? (
        <VolumeX size={16} aria-hidden="true" />
      ) : (
        <Volume2 size={16} aria-hidden="true" />
      )}
    </button>
  );
}

/** The progress bar along the lower edge: shows the position and seeks. */
function SeekLine({
  positionMs,
  durationMs,
  seek,
}: {
  positionMs: number;
  durationMs: number;
  seek: (toMs: number) => void;
}) {
  const share = durationMs === 0 ? 0 : Math.min(1, positionMs / durationMs);
  return (
    <div className="absolute inset-x-0 bottom-0 h-6">
      <span className="absolute inset-x-0 bottom-0 h-1 bg-white/35" />
      <span
        style={{ transform: `scaleX(${share})` }}
        className="absolute inset-x-0 bottom-0 h-1 origin-left bg-white transition-transform duration-250 ease-linear"
      />
      <input
        type="range"
        min={0}
        max={durationMs}
        step={100}
        value={Math.round(positionMs)}
        aria-label="Seek"
        aria-valuetext={`${writeDuration(positionMs)} of ${writeDuration(durationMs)}`}
        onChange={(event) => seek(Number(event.currentTarget.value))}
        className="absolute inset-0 w-full cursor-pointer opacity-0"
      />
    </div>
  );
}
