"use client";
// Where a post is written: a field that grows, its visibility, and the characters left. The text stays until
// it is posted.
import clsx from "clsx";
import { Globe, Lock } from "lucide-react";
import { useRouter } from "next/navigation";
import {
  type KeyboardEvent,
  type RefObject,
  type SubmitEvent,
  useId,
  useRef,
  useState,
} from "react";
import { useCurrentUser } from "@/hooks/accounts/use-current-user";
import { useCreatePost } from "@/hooks/contents/use-create-post";
import { useSingleFlight } from "@/hooks/provider/use-single-flight";
import { POST_BODY_MAX } from "@/protocol/bounds";
import type { Visibility } from "@/protocol/ids";
import { Avatar } from "../people/avatar";
import { sayToast } from "../ui/feedback/toasts";
import { Button } from "../ui/form/button";
import { usePreHydrationValue } from "../ui/form/pre-hydration-value";
import { writeCountOf } from "../ui/format";

interface ComposerProps {
  /** Unfolded at once, as in the dialog. */
  isOpenFromStart?: boolean;
  /** The text field, for anyone who gives it the focus. */
  fieldRef?: RefObject<HTMLTextAreaElement | null> | undefined;
  onPosted?: () => void;
}

const ROOM_SHOWN_BELOW = 200;

/**
 * The field lies over an unseen copy of its words and so grows with them, in every browser: `field-sizing`
 * is not in all of them yet.
 */
const GROWS =
  "grid *:[grid-area:1/1] *:max-h-[50dvh] *:py-2.5 *:text-[17px] *:leading-6 *:wrap-anywhere after:invisible after:overflow-hidden after:whitespace-pre-wrap after:content-[attr(data-words)_'_'] after:[grid-area:1/1] after:max-h-[50dvh] after:py-2.5 after:text-[17px] after:leading-6 after:wrap-anywhere";

/** "12 left", "24 characters too many", or nothing while there is plenty of room. */
function writeRoom(left: number): string {
  if (left > ROOM_SHOWN_BELOW) return "";
  if (left >= 0) return `${left} left`;
  return `${writeCountOf(-left, "character")} too many`;
}

/** Renders nothing for a visitor. */
export function Composer({ isOpenFromStart = false, fieldRef, onPosted }: ComposerProps) {
  const viewer = useCurrentUser();
  const router = useRouter();
  const { submit, isSubmitting, error, reset } = useCreatePost();
  const [body, setBody] = useState("");
  const [visibility, setVisibility] = useState<Visibility>("public");
  const [isOpen, setIsOpen] = useState(isOpenFromStart);
  const ownRef = useRef<HTMLTextAreaElement>(null);
  const field = fieldRef ?? ownRef;
  const noteId = useId();
  usePreHydrationValue(field, (typed) => {
    setBody(typed);
    setIsOpen(true);
  });

  const length = [...body.trim()].length;
  const canPost = length > 0 && length <= POST_BODY_MAX && !isSubmitting;

  const post = useSingleFlight(async () => {
    if (!canPost) return;
    try {
      const content = await submit({ body, visibility });
      setBody("");
      setIsOpen(isOpenFromStart);
      sayToast({
        title: "Posted",
        action: { label: "View", press: () => router.push(`/p/${content.contentId}`) },
      });
      onPosted?.();
    } catch {
      // The hook holds the error, shown below; the text stays.
    }
  });
  if (viewer === null) return null;

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void post();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      void post();
    }
  };

  return (
    <form
      onSubmit={onSubmit}
      className={clsx(
        !isOpenFromStart &&
          "surface p-3 shadow-soft focus-within:border-soft sm:px-4 dark:shadow-none",
      )}
    >
      <div className="flex items-start gap-3">
        <Avatar person={viewer} size={40} className="mt-0.5" />
        <div data-words={body} className={clsx("min-w-0 flex-1", GROWS)}>
          <textarea
            ref={field}
            value={body}
            rows={1}
            readOnly={isSubmitting}
            dir="auto"
            placeholder="What is worth a heart today?"
            aria-label="Write a post"
            aria-describedby={error === null ? undefined : noteId}
            aria-invalid={error !== null}
            onFocus={() => setIsOpen(true)}
            onChange={(event) => {
              setBody(event.currentTarget.value);
              if (error !== null) reset();
            }}
            onKeyDown={onKeyDown}
            className={clsx(
              "resize-none bg-transparent outline-none placeholder:truncate placeholder:text-soft",
              isOpenFromStart ? "min-h-28" : "min-h-11",
            )}
          />
        </div>
        {isOpen ? null : (
          <Button tone="faint" disabled className="text-soft max-sm:hidden">
            Post
          </Button>
        )}
      </div>
      {error === null ? null : (
        <p id={noteId} role="alert" className="mt-2 rounded-control bg-faint px-3 py-2 text-[15px]">
          {error.message}
        </p>
      )}
      {isOpen ? (
        <div className="mt-2 flex items-center gap-3 border-line border-t pt-3">
          <VisibilityChoice value={visibility} choose={setVisibility} />
          <span
            className={clsx(
              "ml-auto text-[14px] tabular-nums",
              length > POST_BODY_MAX ? "font-semibold text-ink" : "text-soft",
            )}
            aria-live="polite"
          >
            {writeRoom(POST_BODY_MAX - length)}
          </span>
          <Button type="submit" disabled={!canPost} aria-keyshortcuts="Control+Enter">
            {isSubmitting ? "Posting" : "Post"}
          </Button>
        </div>
      ) : null}
    </form>
  );
}

function VisibilityChoice({
  value,
  choose,
}: {
  value: Visibility;
  choose: (visibility: Visibility) => void;
}) {
  const isPublic = value === "public";
  const Icon = isPublic ? Globe : Lock;
  return (
    <button
      type="button"
      aria-pressed={!isPublic}
      aria-label="Followers only"
      onClick={() => choose(isPublic ? "followers" : "public")}
      className="tap inline-flex items-center gap-2 rounded-control px-3 font-medium text-[15px] text-soft hover:bg-faint hover:text-ink"
    >
      <Icon size={17} aria-hidden="true" />
      {isPublic ? "Everyone" : "Followers"}
    </button>
  );
}
