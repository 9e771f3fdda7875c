// Names of people as links, isolated from the direction of the text around them.
import clsx from "clsx";
import Link from "next/link";

interface Named {
  username: string;
  displayName: string;
}

/** First word of a display name: what fits where several people are named. */
export function firstName(person: Named): string {
  return person.displayName.split(/\s+/)[0] ?? person.displayName;
}

/** The display name, leading to the profile. */
export function PersonName({ person, className }: { person: Named; className?: string }) {
  return (
    <Link
      href={`/u/${person.username}`}
      className={clsx(
        "inline-block max-w-full truncate align-bottom font-semibold text-ink hover:underline",
        className,
      )}
    >
      <bdi>{person.displayName}</bdi>
    </Link>
  );
}
