// The two fields of sign-in and sign-up: username and password.
import type { ComponentProps } from "react";
import { Field } from "../ui/form/field";

type AccountFieldProps = Omit<ComponentProps<typeof Field>, "label" | "name"> & {
  value: string;
};

/** Spelled as typed: no keyboard corrects a name. */
export function UsernameField(field: AccountFieldProps) {
  return (
    <Field
      label="Username"
      name="username"
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      required
      {...field}
    />
  );
}

/** `autoComplete` tells password managers whether to offer one or to make one. */
export function PasswordField(field: AccountFieldProps) {
  return <Field label="Password" name="password" type="password" required {...field} />;
}
