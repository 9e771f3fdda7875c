// What a session hears of itself: its greeting and its end.
import "../zod-config";
import * as z from "zod/mini";
import { idSchema } from "../ids";
import { inboxSchema } from "../views";

export const sessionReadySchema = z.extend(inboxSchema, { userId: idSchema, epoch: idSchema });

export const sessionEndedSchema = z.object({
  reason: z.enum(["signed-out", "revoked", "expired"]),
});
export type SessionEnded = z.infer<typeof sessionEndedSchema>;
