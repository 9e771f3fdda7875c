"use client";
// The heart and its count. Responds in the frame of the press, shows waiting only when it is long, shakes
// once when a like failed. The reason is shown by failed-like-toasts.tsx; sending is the hook's.
import clsx from "clsx";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { useCurrentUser } from "@/hooks/accounts/use-current-user";
import { useLike } from "@/hooks/engagement/use-like";
import type { ContentType } from "@/protocol/ids";
import { HEART_PATH } from "../brand/heart-shape";
import { useDemoReports } from "../demo/demo-window";
import { useAnnounce } from "../ui/feedback/announcer";
import { sayToast } from "../ui/feedback/toasts";
import { writeCountOf } from "../ui/format";
import { RollingNumber } from "../ui/rolling-number";

interface LikeButtonProps {
  content: { contentId: string; contentType: ContentType };
  /** Rises when another person likes: each rise is one soft pulse. */
  pulse: number;
  /** The page is about this content: its changes are worth saying aloud. */
  isMain?: boolean | undefined;
}

/** A real toggle button: pressed state and count are in its name. */
export function LikeButton({ content, pulse, isMain = false }: LikeButtonProps) {
  const { liked, likeCount, isSlow, failureCount, press } = useLike(content);
  const viewer = useCurrentUser();
  const router = useRouter();
  const button = useRef<HTMLButtonElement>(null);
  const [presses, setPresses] = useState(0);
  const reportPress = useDemoReports(content.contentId, likeCount, liked);
  useSpokenCount(button, likeCount, isMain);

  const onPress = () => {
    if (viewer === null) {
      sayToast({
        key: "sign-in-to-like",
        title: "Sign in to like this",
        action: { label: "Sign in", press: () => router.push("/sign-in") },
      });
      return;
    }
    setPresses((count) => count + 1);
    reportPress();
    press();
  };

  return (
    <button
      ref={button}
      type="button"
      data-like=""
      aria-pressed={liked}
      aria-label={`Like, ${writeCountOf(likeCount, "like")}`}
      aria-busy={isSlow}
      onClick={onPress}
      className={clsx(
        "group/like tap -ml-2.5 inline-flex select-none items-center gap-2 rounded-control px-2.5 font-semibold",
        // A press changes colour at once, not by degrees: only a pointer that comes near fades it.
        liked ? "text-heart" : "text-soft hover:text-ink hover:transition-colors",
      )}
    >
      <span
        key={`shake-${failureCount}`}
        className={clsx(
          "relative grid size-6 place-items-center",
          failureCount > 0 && "animate-shake",
        )}
      >
        {pulse > 0 ? <HeartRing key={`ring-${pulse}`} /> : null}
        {/* Apart from the drawing: a drawing that is scaled by itself keeps the page busy while it moves. */}
        <span
          className={clsx(
            // A thumb lifts before it could see these, and would wait for them.
            "pointer-fine:transition-transform pointer-fine:duration-150 pointer-fine:group-hover/like:scale-108 pointer-fine:group-active/like:scale-90",
            isSlow && "animate-wait",
          )}
        >
          <Heart liked={liked} isFresh={presses > 0} />
        </span>
        {presses > 0 && liked ? <Sparks key={`sparks-${presses}`} /> : null}
      </span>
      <RollingNumber value={likeCount} />
    </button>
  );
}

/** Stays in its place whatever happens to it: pop and rest take turns, and each begins again by its name. */
function Heart({ liked, isFresh }: { liked: boolean; isFresh: boolean }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="24"
      height="24"
      aria-hidden="true"
      className={clsx(isFresh && (liked ? "animate-heart-pop" : "animate-heart-rest"))}
    >
      <path
        d={HEART_PATH}
        fill={liked ? "currentColor" : "none"}
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinejoin="round"
      />
    </svg>
  );
}

function HeartRing() {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden="true"
      className="pointer-events-none absolute inset-0 animate-heart-ring text-heart"
    >
      <path d={HEART_PATH} fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}

function Sparks() {
  return (
    <span
      aria-hidden="true"
      className="sparks pointer-events-none absolute top-1/2 left-1/2 animate-sparks motion-reduce:hidden"
    />
  );
}

/** Says a changed count aloud when this content has the person's attention. */
function useSpokenCount(
  button: React.RefObject<HTMLButtonElement | null>,
  likeCount: number,
  isMain: boolean,
): void {
  const announce = useAnnounce();
  const said = useRef(likeCount);
  useEffect(() => {
    if (said.current === likeCount) return;
    said.current = likeCount;
    const card = button.current?.closest("[data-content-id]");
    if (isMain || card?.contains(document.activeElement)) announce(writeCountOf(likeCount, "like"));
  }, [announce, button, likeCount, isMain]);
}
