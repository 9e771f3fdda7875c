"use client";
// The debug drawer: messages of the connection and their outcomes, beside the page they change. Not a dialog:
// the page stays usable, and its keys keep their meaning.
import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useConnectionDetails } from "@/hooks/connection/use-connection-details";
import { useMessageLog } from "@/hooks/connection/use-message-log";
import { connectionText } from "../connection/connection-text";
import { RadioGroup } from "../ui/form/radio-group";
import { writeCountOf } from "../ui/format";
import { MessageRow } from "./message-row";
import { RoomBadge } from "./room-badge";

const FILTERS = ["all", "applied", "held", "ignored"] as const;
type Filter = (typeof FILTERS)[number];

/** Takes the focus when it comes and gives it back when it goes; Escape closes it. */
export function DebugDrawer({ close }: { close: () => void }) {
  const [filter, setFilter] = useState<Filter>("all");
  const closeButton = useFocusWhileOpen();
  const entries = useMessageLog();
  const shown = entries.filter(({ verdict }) => filter === "all" || filter === verdict);
  return (
    <section
      aria-label="What comes over the line"
      onKeyDown={(event) => event.key === "Escape" && close()}
      className="surface fixed inset-x-0 bottom-0 z-40 flex h-[58dvh] animate-rise flex-col rounded-b-none! pb-[env(safe-area-inset-bottom)] shadow-lift md:inset-x-auto md:right-5 md:bottom-5 md:h-[min(42rem,76dvh)] md:w-108 md:rounded-b-card!"
    >
      <header className="flex items-center justify-between pt-3 pr-3 pl-5">
        <h2 className="font-bold text-[20px] leading-7 tracking-[-0.01em]">The line</h2>
        <button
          ref={closeButton}
          type="button"
          aria-label="Close"
          onClick={close}
          className="tap grid place-items-center rounded-full text-soft hover:bg-faint hover:text-ink"
        >
          <X size={20} aria-hidden="true" />
        </button>
      </header>
      <ConnectionFacts />
      <div className="flex items-center justify-between gap-3 border-line border-y px-5 py-2.5">
        <RadioGroup
          label="Which messages"
          options={FILTERS}
          value={filter}
          choose={setFilter}
          write={(value) => value.charAt(0).toUpperCase() + value.slice(1)}
        />
        <span className="text-[14px] text-soft tabular-nums max-sm:hidden">
          {writeCountOf(shown.length, "message")}
        </span>
      </div>
      {shown.length === 0 ? (
        <p className="m-auto max-w-[30ch] px-6 text-center text-soft">
          {filter === "all"
            ? "Nothing has come yet. Press a heart, or wait for somebody to."
            : `Nothing was ${filter}.`}
        </p>
      ) : (
        <ol
          aria-label="Messages, newest first"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="min-h-0 flex-1 overflow-y-auto overscroll-contain -outline-offset-2 rounded-b-card"
        >
          {shown.toReversed().map((entry) => (
            <MessageRow key={entry.number} entry={entry} />
          ))}
        </ol>
      )}
    </section>
  );
}

function ConnectionFacts() {
  const { state, epoch, watched, joined, intents } = useConnectionDetails();
  const { short } = connectionText(state, intents.length);
  const words = state === "polling" ? "Asking over HTTP" : short;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-5 gap-y-1 px-5 pt-1 pb-4 text-[15px] leading-6">
      <Fact name="State">{words}</Fact>
      <Fact name="Rooms">
        {watched.length === 0
          ? "Nothing on screen has one"
          : `${joined.length} of ${watched.length} joined`}
        {watched.length === 0 ? null : <RoomBadge watched={watched} joined={joined} />}
      </Fact>
      <Fact name="Presses waiting">
        {intents.length === 0
          ? "None"
          : intents.map(({ contentId, liked }) => (
              <span key={contentId} className="mr-2">
                {liked ? "like" : "unlike"}{" "}
                <span className="tabular-nums">{contentId.slice(-6)}</span>
              </span>
            ))}
      </Fact>
      <Fact name="Epoch">
        <span className="tabular-nums">{epoch?.slice(0, 13) ?? "unknown"}</span>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="flex min-w-0 flex-wrap items-center gap-x-2.5">{children}</dd>
    </>
  );
}

/** The focus returns to where it was. */
function useFocusWhileOpen() {
  const ref = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return ref;
}
