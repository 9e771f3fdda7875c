// Appearance, notification alerts, and where one is signed in.
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PageHead } from "@/components/layout/page-head";
import { AccountSettings } from "@/components/settings/account-settings";
import { AppearanceSettings } from "@/components/settings/appearance-settings";
import { NotificationSettings } from "@/components/settings/notification-settings";
import { SessionSettings } from "@/components/settings/session-settings";
import { getEngine } from "@/server/engine-slot";
import { inTime } from "@/server/read-deadline";
import { readViewer } from "../../viewer";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const viewer = await readViewer();
  if (viewer === null) redirect("/sign-in");
  const sessions = await inTime(
    getEngine().sessions.listSessions(viewer.person.userId, viewer.session.sessionId),
  );
  return (
    <>
      <PageHead title="Settings" isLevelOne />
      <div className="flex flex-col gap-4">
        <AppearanceSettings />
        <NotificationSettings />
        <SessionSettings initial={sessions} />
        <AccountSettings />
      </div>
    </>
  );
}
