// A person as one row of a list.
import Link from "next/link";
import type { ReactNode } from "react";
import type { Person } from "@/protocol/views";
import { Avatar } from "./avatar";

/** The row links to the profile; `aside` is at its far end. */
export function PersonRow({ person, aside }: { person: Person; aside?: ReactNode }) {
  return (
    <Link href={`/u/${person.username}`} className="group flex items-center gap-3 py-3">
      <Avatar person={person} size={44} />
      <span className="min-w-0 flex-1 leading-[22px]">
        <bdi className="block truncate font-semibold group-hover:underline">
          {person.displayName}
        </bdi>
        <bdi className="block truncate text-[15px] text-soft">@{person.username}</bdi>
      </span>
      {aside}
    </Link>
  );
}
