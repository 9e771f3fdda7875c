// The frame of the pages in (main): navigation and side rail for members, sign-in and sign-up for visitors.
import type { ReactNode } from "react";
import { MemberShell } from "@/components/layout/member-shell";
import { SideRail } from "@/components/layout/side-rail";
import { VisitorShell } from "@/components/layout/visitor-shell";
import { getEngine } from "@/server/engine-slot";
import { inTime } from "@/server/read-deadline";
import { readTimeline, readViewer } from "../viewer";

const SUGGESTIONS = 4;

export default async function RoomLayout({ children }: { children: ReactNode }) {
  const viewer = await readViewer();
  if (viewer === null) return <VisitorShell>{children}</VisitorShell>;
  const engine = getEngine();
  const { userId } = viewer.person;
  const [timeline, people] = await Promise.all([
    readTimeline(userId),
    inTime(engine.people.listSuggestions(userId, SUGGESTIONS)),
  ]);
  return (
    <MemberShell side={<SideRail timeline={timeline} people={people} />}>{children}</MemberShell>
  );
}
