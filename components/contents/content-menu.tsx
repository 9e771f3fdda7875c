"use client";
// The menu button of a content. The menu itself is fetched when it is first opened.
import { Ellipsis } from "lucide-react";
import { useRef } from "react";
import { lazyCode } from "@/client/lazy-code";
import type { Content } from "@/protocol/views";
import { LazyView, useLazyPopup } from "../ui/lazy-view";

const panel = lazyCode(async () => (await import("./content-menu-panel")).ContentMenuPanel);

/** Button and, once pressed, menu. */
export function ContentMenu({ content }: { content: Content }) {
  const button = useRef<HTMLButtonElement>(null);
  const popup = useLazyPopup();
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={`More: ${content.contentType} by ${content.author.displayName}`}
        aria-haspopup="menu"
        aria-expanded={popup.isOpen}
        onPointerEnter={panel.fetch}
        onClick={popup.toggle}
        className="tap -mr-3 inline-grid place-items-center rounded-full text-soft hover:text-ink"
      >
        <Ellipsis size={20} aria-hidden="true" />
      </button>
      {popup.isWanted ? (
        <LazyView
          part={panel}
          with={{ content, anchor: button, isOpen: popup.isOpen, onOpenChange: popup.setIsOpen }}
          onMissing={popup.giveUp}
        />
      ) : null}
    </>
  );
}
