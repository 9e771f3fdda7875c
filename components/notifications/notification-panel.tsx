"use client";
// The newest notifications, in a popup at the bell.
import { Popover } from "@base-ui/react/popover";
import type { RefObject } from "react";
import { ButtonLink } from "../ui/form/button";
import { withoutAnchorPress } from "../ui/popup-anchor";
import { NotificationList } from "./notification-list";

interface NotificationPanelProps {
  anchor: RefObject<HTMLElement | null>;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** Closes when one is followed, on Escape, and on a press elsewhere. */
export function NotificationPanel({ anchor, isOpen, onOpenChange }: NotificationPanelProps) {
  return (
    <Popover.Root open={isOpen} onOpenChange={withoutAnchorPress(anchor, onOpenChange)}>
      <Popover.Portal>
        <Popover.Positioner
          anchor={anchor}
          side="right"
          align="start"
          sideOffset={12}
          collisionPadding={16}
          className="z-40"
        >
          <Popover.Popup
            finalFocus={anchor}
            className="surface flex max-h-[min(36rem,85dvh)] w-100 animate-rise flex-col overflow-hidden shadow-lift outline-none"
          >
            <Popover.Title className="sr-only">Notifications</Popover.Title>
            <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-4 pt-3">
              <NotificationList isShort onFollowed={() => onOpenChange(false)} />
            </div>
            <div className="border-line border-t p-2">
              <ButtonLink
                href="/notifications"
                tone="quiet"
                className="w-full"
                onClick={() => onOpenChange(false)}
              >
                See all
              </ButtonLink>
            </div>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
