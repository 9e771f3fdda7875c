"use client";
// Where one is signed in, with a way to end each of those sign-ins, or all but this one.
import { Laptop, Smartphone, Terminal } from "lucide-react";
import { useState } from "react";
import { useSessions } from "@/hooks/accounts/use-sessions";
import type { Page, SessionView } from "@/protocol/views";
import { sayToast } from "../ui/feedback/toasts";
import { Button } from "../ui/form/button";
import { TimeAgo } from "../ui/time-ago";
import { deviceName } from "./device-name";
import { SettingsSection } from "./settings-section";

/** Ended sign-ins are cut off at once. */
export function SessionSettings({ initial }: { initial: Page<SessionView> }) {
  const { sessions, end, endOthers } = useSessions(initial.items, initial.nextCursor === null);
  const [busyId, setBusyId] = useState<string | null>(null);
  const others = sessions.filter((session) => !session.isCurrent);

  const run = async (id: string, ending: () => Promise<void>, done: string) => {
    setBusyId(id);
    try {
      await ending();
      sayToast({ key: "sessions", title: done });
    } catch {
      sayToast({
        key: "sessions",
        tone: "problem",
        title: "It could not be ended",
        detail: "Try again in a moment.",
      });
    } finally {
      setBusyId(null);
    }
  };

  return (
    <SettingsSection
      title="Signed in on"
      intro="Sign out where you do not recognise it."
      aside={
        others.length > 0 ? (
          <Button
            tone="outline"
            size="small"
            disabled={busyId !== null}
            onClick={() => void run("others", endOthers, "Signed out everywhere else")}
          >
            Sign out others
          </Button>
        ) : null
      }
    >
      <ul className="divide-y divide-line">
        {sessions.map((session) => (
          <li key={session.sessionId} className="flex min-h-17 items-center gap-3 py-2.5">
            <SessionLine session={session} />
            {session.isCurrent ? null : (
              <Button
                tone="quiet"
                size="small"
                aria-label={`Sign out ${deviceName(session.userAgent).name}`}
                disabled={busyId !== null}
                onClick={() =>
                  void run(session.sessionId, () => end(session.sessionId), "Signed out there")
                }
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
    </SettingsSection>
  );
}

function SessionLine({ session }: { session: SessionView }) {
  const { name, isPhone } = deviceName(session.userAgent);
  const Icon = session.kind === "token" ? Terminal : isPhone ? Smartphone : Laptop;
  return (
    <>
      <span className="grid size-10 shrink-0 place-items-center rounded-control bg-faint">
        <Icon size={19} strokeWidth={1.9} aria-hidden="true" />
      </span>
      <span className="min-w-0 flex-1 leading-[21px]">
        <span className="block truncate font-semibold">
          {session.kind === "token" ? `Token · ${name}` : name}
        </span>
        <span className="block text-[15px] text-soft">
          {session.isCurrent ? (
            <span className="inline-flex items-center gap-2">
              <span className="size-2 rounded-full bg-live" aria-hidden="true" /> This browser
            </span>
          ) : (
            <>
              Last seen <TimeAgo time={session.lastSeenAt} />
            </>
          )}
        </span>
      </span>
    </>
  );
}
