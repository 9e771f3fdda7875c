"use client";
// What one may do with a content besides liking it: copy its address, see who liked it, and, for its
// author, delete it after being asked once more.
import { AlertDialog } from "@base-ui/react/alert-dialog";
import { Menu } from "@base-ui/react/menu";
import { Heart, Link2, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { type RefObject, useState } from "react";
import { useCurrentUser } from "@/hooks/accounts/use-current-user";
import { useDeletePost } from "@/hooks/contents/use-delete-post";
import { useSingleFlight } from "@/hooks/provider/use-single-flight";
import type { Content } from "@/protocol/views";
import { sayToast } from "../ui/feedback/toasts";
import { Button } from "../ui/form/button";
import { buttonClass } from "../ui/form/button-look";
import { withoutAnchorPress } from "../ui/popup-anchor";

interface ContentMenuPanelProps {
  content: Content;
  anchor: RefObject<HTMLElement | null>;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

const ITEM =
  "flex h-11 cursor-pointer items-center gap-3 rounded-[10px] px-3 text-[15px] font-medium outline-none data-highlighted:bg-faint";

/** The open menu, hung under its button. */
export function ContentMenuPanel({ content, anchor, isOpen, onOpenChange }: ContentMenuPanelProps) {
  const viewer = useCurrentUser();
  const router = useRouter();
  const [isAsking, setIsAsking] = useState(false);
  const isMine = viewer?.userId === content.author.userId;

  const copyAddress = async () => {
    const address = new URL(`/p/${content.contentId}`, window.location.href).href;
    try {
      await navigator.clipboard.writeText(address);
      sayToast({ key: "copied", title: "Link copied" });
    } catch {
      sayToast({ key: "copied", title: "Copy this link", detail: address });
    }
  };

  return (
    <>
      <Menu.Root
        open={isOpen}
        onOpenChange={withoutAnchorPress(anchor, onOpenChange)}
        modal={false}
      >
        <Menu.Portal>
          <Menu.Positioner anchor={anchor} align="end" sideOffset={6} className="z-50">
            <Menu.Popup
              finalFocus={anchor}
              className="surface min-w-52 origin-top-right animate-rise rounded-row! p-1.5 shadow-lift outline-none"
            >
              <Menu.Item className={ITEM} onClick={() => void copyAddress()}>
                <Link2 size={18} aria-hidden="true" /> Copy link
              </Menu.Item>
              <Menu.Item
                className={ITEM}
                onClick={() => router.push(`/p/${content.contentId}#likers`)}
              >
                <Heart size={18} aria-hidden="true" /> See likes
              </Menu.Item>
              {isMine ? (
                <Menu.Item className={ITEM} onClick={() => setIsAsking(true)}>
                  <Trash2 size={18} aria-hidden="true" /> Delete
                </Menu.Item>
              ) : null}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <DeleteQuestion content={content} isOpen={isAsking} onOpenChange={setIsAsking} />
    </>
  );
}

function DeleteQuestion({
  content,
  isOpen,
  onOpenChange,
}: {
  content: Content;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}) {
  const { remove, isRemoving } = useDeletePost();
  const removeNow = useSingleFlight(async () => {
    try {
      await remove(content.contentId);
      sayToast({ title: "Deleted" });
      onOpenChange(false);
    } catch {
      sayToast({
        tone: "problem",
        title: "It could not be deleted",
        detail: "Try again in a moment.",
      });
    }
  });
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-50 animate-fade bg-veil" />
        <AlertDialog.Popup className="surface fixed top-1/2 left-1/2 z-50 w-[min(24rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 p-6 shadow-lift outline-none">
          <AlertDialog.Title className="font-bold font-display text-[20px] leading-7">
            Delete this {content.contentType}?
          </AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-soft">
            This removes the post and its likes for everyone. This cannot be undone.
          </AlertDialog.Description>
          <div className="mt-6 flex justify-end gap-3">
            <AlertDialog.Close className={buttonClass("outline")}>Cancel</AlertDialog.Close>
            <Button onClick={() => void removeNow()} disabled={isRemoving}>
              {isRemoving ? "Deleting" : "Delete"}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
