// The basic values on both sides: ids, content types, visibility. Written with zod/mini, since every page
// carries them. What only requests hold is in request-values.ts.
import "./zod-config";
import * as z from "zod/mini";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Lower-case UUID of any version; Heartwire makes version 7. */
export const idSchema = z.string().check(z.regex(UUID, "must be a lower-case UUID"));

export const contentTypeSchema = z.enum(["post", "video"]);
export type ContentType = z.infer<typeof contentTypeSchema>;

export const visibilitySchema = z.enum(["public", "followers"]);
export type Visibility = z.infer<typeof visibilitySchema>;

/** Which content: what a request names and some events name too. */
export const contentRefSchema = z.strictObject({
  contentType: contentTypeSchema,
  contentId: idSchema,
});
export type ContentRef = z.infer<typeof contentRefSchema>;
