"use client";
// Signing in with a name and a password. An error never says which of the two was wrong.
import { type SubmitEvent, useState } from "react";
import { useSignIn } from "@/hooks/accounts/use-sign-in";
import { Button } from "../ui/form/button";
import { FormProblem } from "../ui/form/form-problem";
import { PasswordField, UsernameField } from "./account-fields";

/** Leads home when it worked. */
export function SignInForm() {
  const { submit, isSubmitting, error } = useSignIn();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void submit({ username, password });
  };
  // By post: sent before the scripts run, it must not put a password into the address.
  return (
    <form method="post" onSubmit={onSubmit} className="flex flex-col gap-4">
      <UsernameField value={username} write={setUsername} />
      <PasswordField autoComplete="current-password" value={password} write={setPassword} />
      <FormProblem error={error} />
      <Button type="submit" size="large" disabled={isSubmitting} className="mt-1 w-full">
        {isSubmitting ? "Signing in" : "Sign in"}
      </Button>
    </form>
  );
}
