// Following and Latest. They are two addresses, so these are links: each can be opened, shared and gone back
// to.
import { ConnectionBadge } from "../connection/connection-badge";
import { TabLinks } from "../ui/tab-links";

/** With the sign of the connection at the far end. */
export function FeedTabs({ scope }: { scope: "home" | "latest" }) {
  return (
    <div className="mb-3 flex items-center justify-between gap-4 px-1 pt-1">
      <h1 className="sr-only">Home</h1>
      <TabLinks
        label="Feeds"
        tabs={[
          { name: "Following", href: "/", isCurrent: scope === "home" },
          { name: "Latest", href: "/?tab=latest", isCurrent: scope === "latest" },
        ]}
      />
      <ConnectionBadge />
    </div>
  );
}
