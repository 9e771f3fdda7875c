// A dot for every content on screen: full when its room is joined.
import clsx from "clsx";

interface RoomSignProps {
  watched: readonly string[];
  joined: readonly string[];
}

const BEADS_MAX = 12;

/** Hidden from screen readers: the numbers are beside it. */
export function RoomBadge({ watched, joined }: RoomSignProps) {
  return (
    <span aria-hidden="true" className="flex gap-1">
      {watched.slice(0, BEADS_MAX).map((contentId) => (
        <span
          key={contentId}
          className={clsx(
            "size-2.5 rounded-full border",
            joined.includes(contentId) ? "border-live bg-live" : "border-soft",
          )}
        />
      ))}
    </span>
  );
}
