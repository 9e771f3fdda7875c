// What the people one follows did, and oneself, newest first.
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ActivityList } from "@/components/activity-list";
import { PageHead } from "@/components/page-head";
import { getEngine } from "@/engine/slot";
import { PAGE_LIMIT_DEFAULT } from "@/protocol/ids";
import { readViewerId } from "../../viewer";

export const metadata: Metadata = { title: "Activity" };

export default async function ActivityPage() {
  const viewerId = await readViewerId();
  if (viewerId === null) redirect("/sign-in");
  const initial = await getEngine().activity.listTimeline(viewerId, { limit: PAGE_LIMIT_DEFAULT });
  return (
    <>
      <PageHead title="Activity" isLevelOne />
      <ActivityList initial={initial} />
    </>
  );
}
