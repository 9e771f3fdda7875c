// Tabs whose every view has its own address.
import clsx from "clsx";
import Link from "next/link";

interface TabLinksProps {
  label: string;
  tabs: { name: string; href: string; isCurrent: boolean }[];
}

/** The current one is underlined in the heart colour. */
export function TabLinks({ label, tabs }: TabLinksProps) {
  return (
    <nav aria-label={label} className="flex gap-6">
      {tabs.map(({ name, href, isCurrent }) => (
        <Link
          key={href}
          href={href}
          scroll={false}
          aria-current={isCurrent ? "page" : undefined}
          className={clsx(
            "relative flex h-11 items-center font-display font-semibold text-[21px] tracking-[-0.01em]",
            isCurrent ? "text-ink" : "text-soft hover:text-ink",
          )}
        >
          {name}
          {isCurrent ? (
            <span
              className="absolute inset-x-0 bottom-0.5 h-[3px] rounded-full bg-heart"
              aria-hidden="true"
            />
          ) : null}
        </Link>
      ))}
    </nav>
  );
}
