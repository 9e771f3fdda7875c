// The look of one item of the navigation rail, shared by the plain links and the bell.
import clsx from "clsx";

/** `isCurrent`: the item of the current page. */
export function railItemClass(isCurrent: boolean): string {
  return clsx(
    "flex h-12 items-center justify-center gap-4 rounded-row px-3 lg:justify-start lg:px-3.5",
    "font-medium text-[16px] transition-colors duration-150",
    isCurrent ? "bg-faint text-ink" : "text-soft hover:bg-faint/70 hover:text-ink",
  );
}
