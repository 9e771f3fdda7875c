"use client";
// Signs in as a seeded person with one press; the server allows it in demo mode alone.
import { enter } from "./next-auth-client";
import { type FormControl, useForm } from "./use-sign-in";

export function useDemoSignIn(): FormControl<{ username: string }> {
  return useForm((body: { username: string }, next) => enter("demo", body, next));
}
