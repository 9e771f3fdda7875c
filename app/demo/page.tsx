// The two-window demo, in demo mode alone.
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DemoStage, DemoWithoutPeople } from "@/components/demo/demo-stage";
import { getConfig } from "@/server/config";
import { getEngine } from "@/server/engine-slot";
import { inTime } from "@/server/read-deadline";
import { demoOrigins } from "./origins";

export const metadata: Metadata = { title: "Demo", robots: "noindex" };

const LEFT = "ada";
const RIGHT = "bob";

export default async function DemoPage() {
  const [left, right] = demoOrigins(getConfig());
  if (left === undefined || right === undefined) notFound();
  const engine = getEngine();
  const people = await inTime(engine.accounts.listDemoPeople());
  const ada = people.find(({ username }) => username === LEFT);
  const bob = people.find(({ username }) => username === RIGHT);
  if (ada === undefined || bob === undefined) return <DemoWithoutPeople />;
  const posts = await inTime(engine.contents.listByAuthor(null, bob.username, { limit: 20 }));
  const post = posts.items.find(
    ({ visibility, video }) => visibility === "public" && video === null,
  );
  return (
    <DemoStage
      seats={[
        { origin: left, person: ada },
        { origin: right, person: bob },
      ]}
      contentId={post?.contentId ?? null}
    />
  );
}
