// Posts and videos: creates, reads, lists and deletes them. The statement that reads decides who may see what
// (content-rows.ts), never its caller.
import { v7 as newId } from "uuid";
import type { Prisma } from "@/generated/prisma/client";
import { HeartwireError } from "@/protocol/errors";
import type { CreatePostBody, FeedScope, PageQuery } from "@/protocol/http-requests";
import type { Visibility } from "@/protocol/ids";
import type { Content, Page } from "@/protocol/views";
import { nameActivity } from "../activity/activity";
import type { EngineContext, ViewerId } from "../context";
import { readCursor, toPage, writeCursor } from "../cursors";
import { answerOnce } from "../idempotency";
import { requireUserId } from "../people/username";
import {
  type ContentRow,
  type ListSource,
  listContentRows,
  readContentRows,
  toContents,
} from "./content-rows";
import type { VisibilityRule } from "./visibility";

interface WithdrawnRow {
  notification_id: string;
  recipient_id: string;
}

export interface CreatedPost {
  content: Content;
  /** False when it was there before. */
  isNew: boolean;
}

/** True when the id was free. */
async function insertPost(
  tx: Prisma.TransactionClient,
  authorId: string,
  id: string,
  { body, visibility }: CreatePostBody,
): Promise<boolean> {
  const post = {
    id,
    contentType: "post",
    authorId,
    body,
    visibility,
    createdAt: new Date(),
  } as const;
  const { count } = await tx.content.createMany({ data: [post], skipDuplicates: true });
  return count === 1;
}

/** Every post and video. */
export function createContents(
  { prisma, changes, limits }: EngineContext,
  visibility: Pick<VisibilityRule, "forget">,
) {
  /**
   * Writes a post once per `id`, or per key where there is no id; asked again, it answers the post as it
   * stands. Errors: RATE_LIMITED, CONFLICT (id-taken), NOT_FOUND for one that was deleted since.
   */
  async function createPost(
    viewerId: string,
    body: CreatePostBody,
    idempotencyKey?: string,
  ): Promise<CreatedPost> {
    if (body.id !== undefined && (await isPosted(viewerId, body.id, body))) {
      return { content: await readContent(viewerId, body.id), isNew: false };
    }
    await limits.post.consume(viewerId);
    const { contentId, isNew } = await insertOnce(viewerId, body, idempotencyKey);
    if (isNew) publishPost(viewerId, contentId, body.visibility);
    // Another request with the same id may have come first, with other words.
    else await isPosted(viewerId, contentId, body);
    return { content: await readContent(viewerId, contentId), isNew };
  }

  /** False when the id is free. Errors: CONFLICT (id-taken) when it is not this person's post of these words. */
  async function isPosted(viewerId: string, id: string, asked: CreatePostBody): Promise<boolean> {
    const row = await prisma.content.findUnique({ where: { id } });
    if (!row) return false;
    const isSame =
      row.authorId === viewerId &&
      row.contentType === "post" &&
      row.body === asked.body &&
      row.visibility === asked.visibility;
    if (isSame) return true;
    throw new HeartwireError(
      "CONFLICT",
      "An earlier version of this was posted. Post again to publish this one too.",
      { reason: "id-taken" },
    );
  }

  async function insertOnce(
    viewerId: string,
    body: CreatePostBody,
    key: string | undefined,
  ): Promise<{ contentId: string; isNew: boolean }> {
    const contentId = body.id ?? newId();
    if (body.id !== undefined || key === undefined) {
      return { contentId, isNew: await insertPost(prisma, viewerId, contentId, body) };
    }
    const request = { userId: viewerId, key, body: { post: body } };
    const first = await answerOnce(prisma, request, async (tx) => {
      await insertPost(tx, viewerId, contentId, body);
      return { contentId };
    });
    return { contentId: first.contentId, isNew: first.contentId === contentId };
  }

  function publishPost(viewerId: string, contentId: string, visibility: Visibility) {
    changes.publish({
      kind: "content-created",
      contentId,
      contentType: "post",
      authorId: viewerId,
      visibility,
    });
    changes.publish({
      kind: "activity",
      activityId: nameActivity("posted", viewerId, contentId),
      actorId: viewerId,
    });
  }

  /** One content as this viewer sees it. NOT_FOUND when missing or hidden, without saying which. */
  async function readContent(viewerId: ViewerId, contentId: string): Promise<Content> {
    const rows = await readContentRows(prisma, viewerId, [contentId]);
    const [content] = await toContents(prisma, viewerId, rows);
    if (!content) throw new HeartwireError("NOT_FOUND", "This post is not here, or not for you.");
    return content;
  }

  /** Takes one's own content away for everybody. NOT_FOUND when hidden, FORBIDDEN when another's. */
  async function deleteContent(viewerId: string, contentId: string): Promise<void> {
    const content = await readContent(viewerId, contentId);
    if (content.author.userId !== viewerId) {
      throw new HeartwireError("FORBIDDEN", "Only its author can delete this.");
    }
    const withdrawn = await prisma.$queryRaw<WithdrawnRow[]>`
      SELECT notification_id, recipient_id FROM remove_content(${contentId}::uuid)`;
    visibility.forget(contentId);
    changes.publish({
      kind: "content-removed",
      contentId,
      contentType: content.contentType,
      authorId: viewerId,
    });
    for (const row of withdrawn) {
      changes.publish({
        kind: "notification",
        recipientId: row.recipient_id,
        notificationId: row.notification_id,
        event: "removed",
      });
    }
  }

  /**
   * The feed, newest first: of the people one follows and one's own (`home`), or of everybody (`latest`).
   * `head` is the cursor of the newest item shown, null when there is none.
   */
  async function listFeed(
    viewerId: ViewerId,
    query: PageQuery & { scope: FeedScope },
  ): Promise<Page<Content> & { head: string | null }> {
    if (query.scope === "home" && viewerId === null) {
      throw new HeartwireError("UNAUTHENTICATED", "Sign in to see whom you follow.");
    }
    const source: ListSource =
      query.scope === "home" && viewerId !== null
        ? { kind: "followed", byUserId: viewerId }
        : { kind: "everybody" };
    const page = await listPage(viewerId, source, query);
    const [first] = page.items;
    const head = first ? writeCursor({ at: new Date(first.createdAt), id: first.contentId }) : null;
    return { ...page, head };
  }

  /** What a person wrote and this viewer may see, newest first. */
  async function listByAuthor(
    viewerId: ViewerId,
    username: string,
    query: PageQuery,
  ): Promise<Page<Content>> {
    const userId = await requireUserId(prisma, username);
    return listPage(viewerId, { kind: "author", userId }, query);
  }

  async function listPage(
    viewerId: ViewerId,
    source: ListSource,
    query: PageQuery,
  ): Promise<Page<Content>> {
    const after = readCursor(query.cursor);
    const rows = await listContentRows(prisma, viewerId, source, after, query.limit);
    const page = toPage(
      rows,
      query.limit,
      (row) => ({ at: row.created_at, id: row.id }),
      (row: ContentRow) => row,
    );
    return { ...page, items: await toContents(prisma, viewerId, page.items) };
  }

  return { createPost, readContent, deleteContent, listFeed, listByAuthor };
}
