"use client";
// The three dots of a content. The menu itself is fetched when somebody reaches for it.
import { Ellipsis } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import type { Content } from "@/protocol/views";

const loadPanel = () => import("./content-menu-panel");
const ContentMenuPanel = lazy(async () => ({ default: (await loadPanel()).ContentMenuPanel }));

/** Button and, once pressed, menu. */
export function ContentMenu({ content }: { content: Content }) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [isWanted, setIsWanted] = useState(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label="More"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPointerEnter={() => void loadPanel()}
        onClick={() => {
          setIsWanted(true);
          setIsOpen((isShown) => !isShown);
        }}
        className="tap -mr-3 inline-grid place-items-center rounded-full text-soft hover:text-ink"
      >
        <Ellipsis size={20} aria-hidden="true" />
      </button>
      {isWanted ? (
        <Suspense fallback={null}>
          <ContentMenuPanel
            content={content}
            anchor={button}
            isOpen={isOpen}
            onOpenChange={setIsOpen}
          />
        </Suspense>
      ) : null}
    </>
  );
}
