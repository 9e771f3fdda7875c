// Home: the feed for members, an introduction for everybody else.
import { Feed, Landing } from "@/components/layout/home-pages";
import { PAGE_LIMIT_DEFAULT } from "@/protocol/bounds";
import { getEngine } from "@/server/engine-slot";
import { inTime } from "@/server/read-deadline";
import { readViewerId } from "../viewer";

const LANDING_POSTS = 12;
const SUGGESTIONS = 6;

interface HomePageProps {
  searchParams: Promise<{ tab?: string | string[] }>;
}

export default async function HomePage({ searchParams }: HomePageProps) {
  const viewerId = await readViewerId();
  const engine = getEngine();
  if (viewerId === null) {
    const [posts, demoPeople] = await inTime(
      Promise.all([
        engine.contents.listFeed(null, { scope: "latest", limit: LANDING_POSTS }),
        engine.accounts.listDemoPeople(),
      ]),
    );
    return <Landing posts={posts} demoPeople={demoPeople} />;
  }
  const scope = (await searchParams).tab === "latest" ? "latest" : "home";
  const initial = await inTime(
    engine.contents.listFeed(viewerId, { scope, limit: PAGE_LIMIT_DEFAULT }),
  );
  const people =
    initial.items.length === 0
      ? await inTime(engine.people.listSuggestions(viewerId, SUGGESTIONS))
      : [];
  return <Feed key={scope} scope={scope} initial={initial} people={people} />;
}
