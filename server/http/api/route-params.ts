// The path parameters routes share, checked before a route sees them.
import { z } from "zod";
import { idSchema } from "@/protocol/ids";
import { usernameSchema } from "@/protocol/request-values";

export const contentParams = z.strictObject({ contentId: idSchema });
export const sessionParams = z.strictObject({ sessionId: idSchema });
export const usernameParams = z.strictObject({
  username: z.string().toLowerCase().pipe(usernameSchema),
});
