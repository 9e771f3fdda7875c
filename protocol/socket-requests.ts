// What a client may ask over the socket. Payloads are strict, as bodies of requests are. For servers:
// a page takes types from here and nothing else.
import { z } from "zod";
import { ROOMS_PER_SOCKET_MAX } from "./bounds";
import { contentRefSchema, contentTypeSchema, idSchema } from "./ids";
import { deviceIdSchema, seqSchema } from "./request-values";

const joinRefSchema = z.strictObject({
  ...contentRefSchema.shape,
  version: z.number().int().nonnegative().optional(),
});

export const joinPayloadSchema = z.strictObject({
  contents: z.array(joinRefSchema).max(ROOMS_PER_SOCKET_MAX),
});
export type JoinPayload = z.infer<typeof joinPayloadSchema>;

export const leavePayloadSchema = z.strictObject({
  contents: z.array(contentRefSchema).max(ROOMS_PER_SOCKET_MAX),
});
export type LeavePayload = z.infer<typeof leavePayloadSchema>;

export const likeSetPayloadSchema = z.strictObject({
  contentType: contentTypeSchema,
  contentId: idSchema,
  liked: z.boolean(),
  deviceId: deviceIdSchema,
  seq: seqSchema,
});
export type LikeSetPayload = z.infer<typeof likeSetPayloadSchema>;
