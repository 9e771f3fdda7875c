"use client";
// One post or video in a list or alone on its page: author, text, picture, heart, likers, viewers. It joins
// its room while it is in view.
import clsx from "clsx";
import { Lock } from "lucide-react";
import Link from "next/link";
import { useViewerCount } from "@/hooks/connection/use-viewer-count";
import { useWatchedRoom } from "@/hooks/connection/use-watched-room";
import { useContent } from "@/hooks/contents/use-content";
import { useRecentLikes } from "@/hooks/engagement/use-recent-likes";
import type { Content } from "@/protocol/views";
import { LikeButton } from "../engagement/like-button";
import { LikedBy } from "../engagement/liked-by";
import { Avatar } from "../people/avatar";
import { PersonName } from "../people/person-name";
import { writeCount } from "../ui/format";
import { TimeAgo } from "../ui/time-ago";
import { ContentMenu } from "./content-menu";
import { VideoPlayer } from "./video-player";

interface ContentCardProps {
  content: Content;
  /** This content is what the page is about: larger words, nothing cut. */
  isMain?: boolean;
  /** Among the first on the page: its picture is fetched at once. */
  isFirst?: boolean;
}

/** Beyond so many characters or lines, a list shows the beginning only. */
const LONG_BODY = 560;
const LONG_BODY_LINES = 9;

/** Live in every part; `content` is where it starts from. */
export function ContentCard({
  content: initial,
  isMain = false,
  isFirst = false,
}: ContentCardProps) {
  const { content, isGone } = useContent(initial);
  const watch = useWatchedRoom(content);
  const { people, pulse } = useRecentLikes(initial);

  if (isGone) return <GoneCard />;
  return (
    <article
      ref={watch}
      data-content-id={content.contentId}
      tabIndex={-1}
      aria-label={`${content.contentType === "video" ? "Video" : "Post"} by ${content.author.displayName}`}
      // Isolated, so that a press on one card paints that card and not the whole list again.
      className="surface isolate px-4 pt-4 pb-1 shadow-soft outline-offset-4 sm:px-5 sm:pt-5 dark:shadow-none"
    >
      <CardHead content={content} />
      <CardBody content={content} isMain={isMain} />
      {content.video === null ? null : (
        <VideoPlayer
          video={content.video}
          label={`Video by ${content.author.displayName}`}
          isEager={isFirst || isMain}
        />
      )}
      <div className="mt-1.5 flex h-12 items-center gap-2 text-[16px] sm:gap-4">
        <LikeButton content={content} pulse={pulse} isMain={isMain} />
        <HereCount contentId={content.contentId} />
        <ContentMenu content={content} />
      </div>
      <div className="border-line border-t">
        <LikedBy contentId={content.contentId} people={people} />
      </div>
    </article>
  );
}

function CardHead({ content }: { content: Content }) {
  const { author } = content;
  return (
    <header className="flex items-center gap-3">
      <Link
        href={`/u/${author.username}`}
        tabIndex={-1}
        aria-hidden="true"
        className="rounded-full"
      >
        <Avatar person={author} size={44} className="block" />
      </Link>
      <div className="min-w-0 flex-1">
        <p className="truncate">
          <PersonName person={author} />
        </p>
        <p className="truncate text-[15px] text-soft leading-[22px]">
          <bdi>@{author.username}</bdi> ·{" "}
          <Link
            href={`/p/${content.contentId}`}
            className="inline-block min-w-6 py-px hover:text-ink hover:underline"
          >
            <TimeAgo time={content.createdAt} />
          </Link>
        </p>
      </div>
      {content.visibility === "followers" ? (
        <span className="inline-flex items-center gap-1.5 self-center rounded-full border border-line px-2.5 py-1 text-[13px] text-soft leading-5">
          <Lock size={13} aria-hidden="true" /> Followers
        </span>
      ) : null}
    </header>
  );
}

function isLong(body: string): boolean {
  return body.length > LONG_BODY || body.split("\n").length > LONG_BODY_LINES;
}

function CardBody({ content, isMain }: { content: Content; isMain: boolean }) {
  if (content.body === "") return null;
  const isCut = !isMain && isLong(content.body);
  const words = (
    <span
      // A clamp is a display of its own, so a cut text must not be a block as well.
      className={clsx("whitespace-pre-wrap wrap-anywhere", isCut ? "line-clamp-9" : "block")}
      dir="auto"
    >
      {content.body}
    </span>
  );
  if (isMain) {
    return <p className="mt-4 text-[21px] leading-[31px] tracking-[-0.005em]">{words}</p>;
  }
  return (
    <div className="mt-3 text-[18px] leading-[27px]">
      <Link href={`/p/${content.contentId}`} className="block">
        {words}
      </Link>
      {isCut ? (
        <Link
          href={`/p/${content.contentId}`}
          className="tap-around mt-1 inline-block font-semibold text-[15px] text-soft hover:text-ink"
        >
          Show more
        </Link>
      ) : null}
    </div>
  );
}

/** People who have this content on screen now; the space is reserved before the number is known. */
function HereCount({ contentId }: { contentId: string }) {
  const viewerCount = useViewerCount(contentId);
  return (
    <span className="ml-auto inline-flex items-center gap-2 text-[14px] text-soft tabular-nums">
      {viewerCount === null || viewerCount < 2 ? null : (
        <>
          <span className="size-2.5 rounded-full bg-live ring-3 ring-live/20" aria-hidden="true" />
          <span>{writeCount(viewerCount)} here</span>
        </>
      )}
    </span>
  );
}

function GoneCard() {
  return (
    <p className="surface px-5 py-6 text-soft" role="note">
      This is no longer here.
    </p>
  );
}
