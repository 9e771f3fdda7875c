"use client";
// Creates an account with a username, a display name and a password. The avatar is drawn from the username as
// it is typed.
import { type SubmitEvent, useState } from "react";
import { useRegister } from "@/hooks/accounts/use-register";
import { PASSWORD_MIN } from "@/protocol/bounds";
import { Avatar } from "../people/avatar";
import { Button } from "../ui/form/button";
import { Field } from "../ui/form/field";
import { FormProblem } from "../ui/form/form-problem";
import { PasswordField, UsernameField } from "./account-fields";

/** Signs in and leads home when it worked. */
export function SignUpForm() {
  const { submit, isSubmitting, error } = useRegister();
  const [displayName, setDisplayName] = useState("");
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const fields = error?.fields ?? {};
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = displayName.trim();
    void submit({ username, password, ...(name === "" ? {} : { displayName: name }) });
  };
  return (
    <form method="post" onSubmit={onSubmit} className="flex flex-col gap-4">
      <div className="flex items-center gap-4 rounded-row bg-faint/60 p-3">
        <Avatar
          person={{ username: username.trim().toLowerCase() || "you", avatarUrl: null }}
          size={56}
        />
        <p className="min-w-0 leading-[21px]">
          <bdi className="block truncate font-semibold">{displayName.trim() || "Your name"}</bdi>
          <bdi className="block truncate text-[15px] text-soft">
            @{username.trim().toLowerCase() || "username"}
          </bdi>
        </p>
      </div>
      <Field
        label="Name"
        name="name"
        autoComplete="name"
        maxLength={50}
        value={displayName}
        error={fields.displayName}
        write={setDisplayName}
      />
      <UsernameField
        minLength={2}
        maxLength={30}
        hint="Lowercase letters, numbers, and _ . - in the middle. Your picture is made from it."
        value={username}
        error={fields.username}
        write={setUsername}
      />
      <PasswordField
        autoComplete="new-password"
        minLength={PASSWORD_MIN}
        hint={`At least ${PASSWORD_MIN} characters.`}
        value={password}
        error={fields.password}
        write={setPassword}
      />
      <FormProblem error={Object.keys(fields).length > 0 ? null : error} />
      <Button type="submit" size="large" disabled={isSubmitting} className="mt-1 w-full">
        {isSubmitting ? "Creating account" : "Create account"}
      </Button>
    </form>
  );
}
