// The first page of each window of the demo: sees to it that the right person sits there, then leads
// on. Outside demo mode it does not exist.
import { notFound, redirect } from "next/navigation";
import { DemoSignIn } from "@/components/demo/demo-sign-in";
import { getConfig } from "@/server/config";
import { getEngine } from "@/server/engine-slot";
import { inTime } from "@/server/read-deadline";
import { readViewer } from "../../viewer";

interface DemoWindowPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Only an address of this site: one leading slash, nothing a browser reads as another host. */
function localPath(to: string | string[] | undefined): string {
  return typeof to === "string" && /^\/(?![/\\])/.test(to) ? to : "/";
}

export default async function DemoWindowPage({ searchParams }: DemoWindowPageProps) {
  if (!getConfig().isDemo) notFound();
  const { as, to } = await searchParams;
  const people = await inTime(getEngine().accounts.listDemoPeople());
  const person = people.find(({ username }) => username === as);
  if (person === undefined) notFound();
  const viewer = await readViewer();
  if (viewer?.person.userId === person.userId) redirect(localPath(to));
  return <DemoSignIn person={person} to={localPath(to)} />;
}
