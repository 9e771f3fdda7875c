"use client";
// A labelled text field with its hint and its error, tied together for those who listen to the page.
import clsx from "clsx";
import { type ComponentProps, type ReactNode, useId, useRef } from "react";
import { usePreHydrationValue } from "./pre-hydration-value";

interface FieldProps extends Omit<ComponentProps<"input">, "id" | "ref" | "onChange"> {
  label: string;
  write: (value: string) => void;
  hint?: ReactNode;
  error?: string | undefined;
}

/** Label, input, and one line below that turns from hint to error. */
export function Field({ label, hint, error, write, className, ...input }: FieldProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  usePreHydrationValue(field, write);
  const note = error ?? hint;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block font-semibold text-[15px]">
        {label}
      </label>
      <input
        id={id}
        ref={field}
        onChange={(event) => write(event.currentTarget.value)}
        aria-invalid={error !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        className={clsx(
          "h-12 w-full rounded-control border bg-card px-4 text-ink placeholder:text-soft",
          "transition-[border-color] focus:border-ink focus:outline-none focus-visible:outline-2",
          error === undefined ? "border-line" : "border-ink",
        )}
        {...input}
      />
      {note === undefined ? null : (
        <p
          id={`${id}-note`}
          className={clsx(
            "mt-1.5 text-[14px] leading-5",
            error ? "font-medium text-ink" : "text-soft",
          )}
        >
          {error === undefined ? note : wordError(label, error)}
        </p>
      )}
    </div>
  );
}

/** Errors of the protocol are verb phrases ("is taken"); the field's name is their subject. */
function wordError(label: string, error: string): string {
  return /^[a-z]/.test(error) ? `${label} ${error}.` : error;
}
