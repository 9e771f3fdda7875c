// Contents that come and go.
import "../zod-config";
import * as z from "zod/mini";
import { contentRefSchema, idSchema } from "../ids";

/** A content the receiver watches is gone, or no longer theirs to see. */
export const contentRemovedSchema = contentRefSchema;

/** Somebody the receiver follows, or anybody (scope latest), posted: a hint to offer newer posts, no body. */
export const feedNewSchema = z.extend(contentRefSchema, { authorId: idSchema });
export type FeedNew = z.infer<typeof feedNewSchema>;
