"use client";
// Signing out here; the server cuts this session's sockets.
import { leave } from "./next-auth-client";
import { type FormControl, useForm } from "./use-sign-in";

export function useSignOut(): { signOut(next?: string): Promise<void> } & Pick<
  FormControl<null>,
  "isSubmitting" | "error"
> {
  const { submit, isSubmitting, error } = useForm((_: null, next) => leave(next));
  return { signOut: (next) => submit(null, next), isSubmitting, error };
}
