"use client";
// The account of the signed-in person, and signing out.
import { LogOut } from "lucide-react";
import { useCurrentUser } from "@/hooks/accounts/use-current-user";
import { useSignOut } from "@/hooks/accounts/use-sign-out";
import { Avatar } from "../people/avatar";
import { Button } from "../ui/form/button";
import { FormProblem } from "../ui/form/form-problem";
import { SettingsSection } from "./settings-section";

/** Signing out ends this sign-in on the server too. */
export function AccountSettings() {
  const viewer = useCurrentUser();
  const { signOut, isSubmitting, error } = useSignOut();
  if (viewer === null) return null;
  return (
    <SettingsSection title="Account" intro="Signing out here leaves your other devices signed in.">
      <div className="flex items-center gap-3">
        <Avatar person={viewer} size={44} />
        <p className="min-w-0 flex-1 leading-[21px]">
          <bdi className="block truncate font-semibold">{viewer.displayName}</bdi>
          <bdi className="block truncate text-[15px] text-soft">@{viewer.username}</bdi>
        </p>
        <Button tone="outline" onClick={() => void signOut()} disabled={isSubmitting}>
          <LogOut size={18} aria-hidden="true" /> Sign out
        </Button>
      </div>
      <div className="mt-4 empty:hidden">
        <FormProblem error={error} />
      </div>
    </SettingsSection>
  );
}
