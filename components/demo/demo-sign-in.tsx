"use client";
// What a frame of the demo shows while its person is signed in.
import { useEffect, useRef } from "react";
import { useDemoSignIn } from "@/hooks/accounts/use-demo-sign-in";
import type { Person } from "@/protocol/views";
import { Avatar } from "../people/avatar";
import { FormProblem } from "../ui/form/form-problem";

/** Signs in once and moves on to `to`. */
export function DemoSignIn({ person, to }: { person: Person; to: string }) {
  const { submit, error } = useDemoSignIn();
  const hasStarted = useRef(false);
  useEffect(() => {
    if (hasStarted.current) return;
    hasStarted.current = true;
    void submit({ username: person.username }, to);
  }, [submit, person.username, to]);
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-4 text-center">
      <Avatar person={person} size={72} />
      <p className="animate-shimmer text-soft">
        <bdi>{person.displayName}</bdi> is coming in
      </p>
      <FormProblem error={error} />
    </main>
  );
}
