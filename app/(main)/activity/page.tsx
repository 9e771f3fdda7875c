// One's own activities and those of people one follows, newest first.
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ActivityList } from "@/components/activity/activity-list";
import { PageHead } from "@/components/layout/page-head";
import { readTimeline, readViewerId } from "../../viewer";

export const metadata: Metadata = { title: "Activity" };

export default async function ActivityPage() {
  const viewerId = await readViewerId();
  if (viewerId === null) redirect("/sign-in");
  const initial = await readTimeline(viewerId);
  return (
    <>
      <PageHead title="Activity" isLevelOne />
      <ActivityList initial={initial} />
    </>
  );
}
