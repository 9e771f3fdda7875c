// Who watches a content, and what a join answers.
import "../zod-config";
import * as z from "zod/mini";
import { contentTypeSchema, idSchema } from "../ids";
import { countSchema, type EngagementSnapshot } from "../views";

export interface JoinAnswer {
  epoch: string;
  contents: (EngagementSnapshot & { viewerCount: number })[];
  missing: string[];
}

export const viewersUpdatedSchema = z.object({
  contentId: idSchema,
  contentType: contentTypeSchema,
  viewerCount: countSchema,
});
