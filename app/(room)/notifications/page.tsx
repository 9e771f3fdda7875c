// All notifications, grouped, newest first.
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { NotificationList } from "@/components/notification-list";
import { PageHead } from "@/components/page-head";
import { getEngine } from "@/engine/slot";
import { PAGE_LIMIT_DEFAULT } from "@/protocol/bounds";
import { inTime } from "../../page-time";
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
