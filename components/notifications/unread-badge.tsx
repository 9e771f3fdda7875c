// The number of unread notifications. One of the three elements that may have the heart colour.
import clsx from "clsx";

/** Nothing at zero; "99+" beyond two digits. */
export function UnreadBadge({ count, className }: { count: number; className?: string }) {
  if (count === 0) return null;
  return (
    <span
      key={count}
      aria-hidden="true"
      className={clsx(
        "grid h-5 min-w-5 animate-heart-pop place-items-center rounded-full bg-heart px-1.5 font-bold text-[11px] text-card tabular-nums leading-none dark:text-paper",
        className,
      )}
    >
      {count > 99 ? "99+" : count}
    </span>
  );
}
