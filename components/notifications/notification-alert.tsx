"use client";
// Announces a new notification once, to screen readers and as a toast.
import { useRouter } from "next/navigation";
import { useNewNotification } from "@/hooks/notifications/use-new-notification";
import { useAnnounce } from "../ui/feedback/announcer";
import { sayToast } from "../ui/feedback/toasts";

/** Renders nothing. */
export function NotificationAlert() {
  const announce = useAnnounce();
  const router = useRouter();
  useNewNotification((notification) => {
    announce(notification.message);
    const href =
      notification.type === "like"
        ? `/p/${notification.data.contentId}`
        : `/u/${notification.data.followerUsername}`;
    sayToast({
      key: "notification",
      title: notification.title,
      detail: notification.message,
      action: { label: "Show", press: () => router.push(href) },
    });
  });
  return null;
}
