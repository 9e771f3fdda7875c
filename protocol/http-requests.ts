// What clients may ask over HTTP. Bodies are strict: an unknown field is an error. Pages take only types from
// here; what they need at run time is in bounds.ts.
import { z } from "zod";
import {
  DISPLAY_NAME_MAX,
  PASSWORD_MAX,
  PASSWORD_MIN,
  POST_BODY_MAX,
  SYNC_CONTENTS_MAX,
} from "./bounds";
import { contentTypeSchema, idSchema, visibilitySchema } from "./ids";
import {
  cursorSchema,
  deviceIdSchema,
  humanText,
  pageLimitSchema,
  seqSchema,
  usernameSchema,
} from "./request-values";

export const registerBodySchema = z.strictObject({
  username: z.string().trim().toLowerCase().pipe(usernameSchema),
  password: z.string().min(PASSWORD_MIN).max(PASSWORD_MAX),
  displayName: humanText({ min: 1, max: DISPLAY_NAME_MAX }).optional(),
});
export type RegisterBody = z.infer<typeof registerBodySchema>;

/** Sign-in takes any string: a failed one never says what was wrong. */
export const credentialsSchema = z.strictObject({
  username: z.string().trim().toLowerCase().max(100),
  password: z.string().max(PASSWORD_MAX),
});
export type Credentials = z.infer<typeof credentialsSchema>;

const DEVICE_PAIR = "deviceId and seq go together";
function hasDevicePair(value: { deviceId?: string | undefined; seq?: number | undefined }) {
  return (value.deviceId === undefined) === (value.seq === undefined);
}

export const setLikeBodySchema = z
  .strictObject({
    liked: z.boolean(),
    deviceId: deviceIdSchema.optional(),
    seq: seqSchema.optional(),
  })
  .refine(hasDevicePair, { message: DEVICE_PAIR, path: ["seq"] });
export type SetLikeBody = z.infer<typeof setLikeBodySchema>;

/** The optional body of a DELETE (and of the v1 POST): only the like, since the method says the state. */
export const intentBodySchema = z
  .strictObject({ deviceId: deviceIdSchema.optional(), seq: seqSchema.optional() })
  .refine(hasDevicePair, { message: DEVICE_PAIR, path: ["seq"] });

export const toggleLikeBodySchema = z.strictObject({
  content_type: contentTypeSchema,
  content_id: idSchema,
});
export type ToggleLikeBody = z.infer<typeof toggleLikeBodySchema>;

export const likeStatusQuerySchema = toggleLikeBodySchema;

/** Printable ASCII without spaces, as the header draft asks. */
export const idempotencyKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, "must be 1 to 200 printable characters");

export const pageQuerySchema = z.strictObject({
  cursor: cursorSchema.optional(),
  limit: pageLimitSchema,
});
export type PageQuery = z.infer<typeof pageQuerySchema>;

export const feedQuerySchema = pageQuerySchema.extend({
  scope: z.enum(["home", "latest"]).default("latest"),
});
export type FeedScope = z.infer<typeof feedQuerySchema>["scope"];

const MAX_OFFSET = 10_000;
export const timelineQuerySchema = pageQuerySchema.extend({
  offset: z.coerce.number().int().min(0).max(MAX_OFFSET).optional(),
});

export const createPostBodySchema = z.strictObject({
  id: z.optional(idSchema),
  body: humanText({ min: 1, max: POST_BODY_MAX }),
  visibility: z._default(visibilitySchema, "public"),
});
export type CreatePostBody = z.infer<typeof createPostBodySchema>;

export const markReadBodySchema = z.union([
  z.strictObject({ upTo: z.number().int().nonnegative() }),
  z.strictObject({ ids: z.array(idSchema).min(1).max(100) }),
]);
export type MarkReadBody = z.infer<typeof markReadBodySchema>;

/** Records leave this one name out in silence, where every other wrong name is refused. */
function hasNoPrototypeKey(contents: unknown): boolean {
  return typeof contents !== "object" || contents === null || !Object.hasOwn(contents, "__proto__");
}

export const syncBodySchema = z.strictObject({
  epoch: z.optional(idSchema),
  contents: z
    .unknown()
    .refine(hasNoPrototypeKey, { message: "must be a lower-case UUID", abort: true })
    .pipe(z.record(idSchema, z.number().int().nonnegative()))
    .refine((contents) => Object.keys(contents).length <= SYNC_CONTENTS_MAX, {
      message: `at most ${SYNC_CONTENTS_MAX} contents`,
    })
    .default({}),
  inboxVersion: z.number().int().nonnegative().optional(),
});
export type SyncBody = z.infer<typeof syncBodySchema>;
