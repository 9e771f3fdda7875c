// The first page of each window of the demo: signs in the right person, then redirects. Outside demo mode it
// does not exist.
import { notFound, redirect } from "next/navigation";
import { DemoSignIn } from "@/components/demo/demo-sign-in";
import { localPath } from "@/protocol/local-path";
import { getConfig } from "@/server/config";
import { getEngine } from "@/server/engine-slot";
import { inTime } from "@/server/read-deadline";
import { readViewer } from "../../viewer";

interface DemoWindowPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
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
