// All notifications, grouped, newest first.
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PageHead } from "@/components/layout/page-head";
import { NotificationList } from "@/components/notifications/notification-list";
import { PAGE_LIMIT_DEFAULT } from "@/protocol/bounds";
import { getEngine } from "@/server/engine-slot";
import { inTime } from "@/server/read-deadline";
import { readViewerId } from "../../viewer";

export const metadata: Metadata = { title: "Notifications" };

export default async function NotificationsPage() {
  const viewerId = await readViewerId();
  if (viewerId === null) redirect("/sign-in");
  const initial = await inTime(
    getEngine().notifications.listNotifications(viewerId, { limit: PAGE_LIMIT_DEFAULT }),
  );
  return (
    <>
      <PageHead title="Notifications" isLevelOne />
      <NotificationList initial={initial} />
    </>
  );
}
