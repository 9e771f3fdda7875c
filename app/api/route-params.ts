// The path parameters routes share, checked before a route sees them.
import { z } from "zod";
import { usernameSchema } from "@/protocol/asked-values";
import { idSchema } from "@/protocol/ids";

export const contentParams = z.strictObject({ contentId: idSchema });
export const sessionParams = z.strictObject({ sessionId: idSchema });
export const usernameParams = z.strictObject({
  username: z.string().toLowerCase().pipe(usernameSchema),
});
