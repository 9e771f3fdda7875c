"use client";
// The seeded people one may sign in as with one press, in demo mode alone.
import clsx from "clsx";
import { useDemoSignIn } from "@/hooks/accounts/use-demo-sign-in";
import type { Person } from "@/protocol/views";
import { Avatar } from "../people/avatar";
import { firstName } from "../people/person-name";
import { FormProblem } from "../ui/form/form-problem";

/** Nothing when there are none. */
export function DemoPeople({ people, isTight = false }: { people: Person[]; isTight?: boolean }) {
  const { submit, isSubmitting, error } = useDemoSignIn();
  if (people.length === 0) return null;
  return (
    <div>
      <ul className={clsx("grid gap-1", isTight ? "grid-cols-6" : "grid-cols-3 sm:grid-cols-4")}>
        {people.map((person) => (
          <li key={person.userId}>
            <button
              type="button"
              disabled={isSubmitting}
              onClick={() => void submit({ username: person.username })}
              aria-label={`Sign in as ${person.displayName}`}
              className="flex w-full flex-col items-center gap-1.5 rounded-row px-1 pt-2.5 pb-2 hover:bg-faint disabled:opacity-60"
            >
              <Avatar person={person} size={isTight ? 46 : 52} />
              <bdi className="max-w-full truncate font-medium text-[14px] leading-5">
                {firstName(person)}
              </bdi>
            </button>
          </li>
        ))}
      </ul>
      <FormProblem error={error} />
    </div>
  );
}
