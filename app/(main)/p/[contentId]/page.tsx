// One post or video with everybody who liked it.
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { ContentCard } from "@/components/contents/content-card";
import { LikerList } from "@/components/engagement/liker-list";
import { PageHead } from "@/components/layout/page-head";
import { idSchema } from "@/protocol/ids";
import { getEngine } from "@/server/engine-slot";
import { orNotFound } from "../../../or-not-found";
import { readViewerId } from "../../../viewer";

const LIKERS_FIRST = 20;
const TITLE_LENGTH = 60;

interface ContentPageProps {
  params: Promise<{ contentId: string }>;
}

const readContent = cache(async (contentId: string) => {
  if (!idSchema.safeParse(contentId).success) notFound();
  return orNotFound(getEngine().contents.readContent(await readViewerId(), contentId));
});

export async function generateMetadata({ params }: ContentPageProps): Promise<Metadata> {
  const content = await readContent((await params).contentId);
  const words = [...content.body];
  const start = words.slice(0, TITLE_LENGTH).join("") + (words.length > TITLE_LENGTH ? "…" : "");
  return {
    title: start === "" ? content.author.displayName : `${content.author.displayName}: ${start}`,
    description: content.body.slice(0, 200),
    robots: content.visibility === "public" ? "index" : "noindex",
  };
}

export default async function ContentPage({ params }: ContentPageProps) {
  const { contentId } = await params;
  const [content, viewerId] = await Promise.all([readContent(contentId), readViewerId()]);
  const likers = await orNotFound(
    getEngine().likes.listLikers(viewerId, contentId, { limit: LIKERS_FIRST }),
  );
  return (
    <>
      <PageHead title={content.contentType === "video" ? "Video" : "Post"} isLevelOne />
      <ContentCard content={content} isMain />
      <LikerList contentId={contentId} initial={likers} />
    </>
  );
}
