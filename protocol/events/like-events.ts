// Likes as the server sends them to a room: one change, or several merged.
import "../zod-config";
import * as z from "zod/mini";
import { LIKERS_PER_BATCH_MAX } from "../bounds";
import { idSchema } from "../ids";
import { countSchema, engagementSchema, personSchema, timeSchema } from "../views";

const likerChangeSchema = z.extend(personSchema, { isLiked: z.boolean() });
/** One person and what became of their heart. */
export type LikerChange = z.infer<typeof likerChangeSchema>;

/** One person's change, alone in its window. `postId` and `totalLikes` repeat `contentId` and `likeCount`. */
export const likeEventSchema = z.extend(engagementSchema, {
  eventId: idSchema,
  postId: idSchema,
  ...likerChangeSchema.shape,
  totalLikes: countSchema,
  occurredAt: timeSchema,
});
export type LikeEvent = z.infer<typeof likeEventSchema>;

/** Several changes merged. `likers` is the last state of at most fifty people, `changeCount` all changes. */
export const likeBatchEventSchema = z.extend(engagementSchema, {
  eventId: idSchema,
  authorId: idSchema,
  totalLikes: countSchema,
  changeCount: z.int().check(z.positive()),
  likers: z.array(likerChangeSchema).check(z.maxLength(LIKERS_PER_BATCH_MAX)),
  windowMs: z.number().check(z.nonnegative()),
  occurredAt: timeSchema,
});
export type LikeBatchEvent = z.infer<typeof likeBatchEventSchema>;
