// A few people one does not follow yet, for the side rail and for an empty feed.
import { useId } from "react";
import type { Profile } from "@/protocol/views";
import { Avatar } from "./avatar";
import { FollowPerson } from "./follow-button";
import { PersonName } from "./person-name";

/** Renders nothing when everybody is followed. */
export function PeopleToFollow({ people }: { people: Profile[] }) {
  const id = useId();
  if (people.length === 0) return null;
  return (
    <section aria-labelledby={id} className="surface bg-transparent! px-5 pt-4 pb-3">
      <h2 id={id} className="font-bold text-[18px] leading-6">
        People to follow
      </h2>
      <ul className="mt-2">
        {people.map((person) => (
          <li key={person.userId} className="flex items-center gap-3 py-2">
            <Avatar person={person} size={40} />
            <div className="min-w-0 flex-1 leading-5">
              <p className="truncate text-[15px]">
                <PersonName person={person} />
              </p>
              <p className="truncate text-[14px] text-soft">
                <bdi>@{person.username}</bdi>
              </p>
            </div>
            <FollowPerson person={person} isSmall />
          </li>
        ))}
      </ul>
    </section>
  );
}
