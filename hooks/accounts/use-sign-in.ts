"use client";
// Signing in with name and password. On success the browser loads `next` (a path of ours) again.
import { useMutation } from "@tanstack/react-query";
import type { ErrorView } from "@/protocol/errors";
import type { Credentials } from "@/protocol/http-requests";
import { viewOf } from "../../client/errors";
import { useSingleFlight } from "../provider/use-single-flight";
import { enter } from "./next-auth-client";

export interface FormControl<Body> {
  /** Never rejects: `error` holds the failure. */
  submit(body: Body, next?: string): Promise<void>;
  isSubmitting: boolean;
  error: ErrorView | null;
  reset(): void;
}

export function useSignIn(): FormControl<Credentials> {
  return useForm((body: Credentials, next) => enter("credentials", body, next));
}

/** A form that ends in a page load; it counts as submitting until the new page is there. */
export function useForm<Body>(
  send: (body: Body, next: string | undefined) => Promise<void>,
): FormControl<Body> {
  const sending = useMutation({
    mutationFn: ({ body, next }: { body: Body; next: string | undefined }) => send(body, next),
  });
  const submit = useSingleFlight((body: Body, next?: string) =>
    sending.mutateAsync({ body, next }).catch(() => undefined),
  );
  return {
    submit,
    isSubmitting: sending.isPending || sending.isSuccess,
    error: sending.error ? viewOf(sending.error) : null,
    reset: sending.reset,
  };
}
